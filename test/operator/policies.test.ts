/** What is refused at `kubectl apply`, in sentences for the person who applies. */
import { beforeAll, expect, test } from 'vitest';
import { type Api, patch } from '../../src/kube/index.ts';
import { messageOf } from '../../src/lib/errors.ts';
import { sandboxApi } from '../kube/cluster.ts';
import { kubectl } from '../support/cluster.ts';
import { here, installHere, kubectlWith, operatorUser, tenantName } from './installed.ts';

beforeAll(installHere);

interface Given {
  readonly spec?: object;
  readonly annotations?: Readonly<Record<string, string>>;
}

const repository = 'https://git.example/team/shop.git';
const fromGit = { source: { git: { url: repository } } };

function app(namespace: string, { spec = fromGit, annotations = {} }: Given = {}, name = 'shop'): object {
  return { apiVersion: 'tug.dev/v1alpha1', kind: 'App', metadata: { name, namespace, annotations }, spec };
}

const hold = (value: unknown): Given => ({
  annotations: { 'tug.dev/hold': typeof value === 'string' ? value : JSON.stringify(value) },
});
const until = '2030-01-31T12:00:00Z';

/** undefined: accepted. */
const table: readonly (readonly [what: string, given: Given, refusal: RegExp | undefined])[] = [
  ['a source of the tenant', {}, undefined],
  [
    'a source of others',
    { spec: { source: { git: { url: 'https://git.example/other/shop.git' } } } },
    /may not take files from https:\/\/git\.example\/other\/shop\.git; it may from https:\/\/git\.example\/team\/\*, oci:\/\/registry\.example\/team\/\*/,
  ],
  [
    'a source that begins alike',
    { spec: { source: { git: { url: 'https://git.example/teams/shop.git' } } } },
    /may not take files/,
  ],
  [
    'a host for whose dot any letter stands',
    { spec: { source: { git: { url: 'https://gitxexample/team/shop.git' } } } },
    /may not take files/,
  ],
  [
    'a source that climbs out',
    { spec: { source: { git: { url: 'https://git.example/team/../other/shop.git' } } } },
    /climbs with \.\./,
  ],
  [
    'a source that climbs out in disguise',
    { spec: { source: { git: { url: 'https://git.example/team/%2e%2E%2fother/shop.git' } } } },
    /climbs with \.\./,
  ],
  [
    'a name with two dots in it',
    { spec: { source: { git: { url: 'https://git.example/team/a..b.git' } } } },
    undefined,
  ],
  ['an artifact of the tenant', { spec: { source: { oci: { url: 'oci://registry.example/team/shop' } } } }, undefined],
  [
    'a mirror of others',
    { spec: { source: { oci: { url: 'oci://registry.example/team/shop', mirrors: ['oci://mirror.example/shop'] } } } },
    /may not take files from oci:\/\/mirror\.example\/shop/,
  ],
  [
    'a chart of others',
    { spec: { source: { chart: { repository: 'https://charts.example', name: 'x' } } } },
    /may not take files from https:\/\/charts\.example/,
  ],
  [
    'a shared Source, which is judged where it is written',
    { spec: { source: { ref: { name: 'shared' } } } },
    undefined,
  ],
  ['its own namespace by name', { spec: { ...fromGit, destination: { namespace: 'NAMESPACE' } } }, undefined],
  [
    'a namespace of the cluster, which the operator answers for in the status',
    { spec: { ...fromGit, destination: { namespace: 'kube-system' } } },
    undefined,
  ],
  ['the account of the tenant by name', { spec: { ...fromGit, serviceAccountName: 'tug-deployer' } }, undefined],
  [
    'another account',
    { spec: { ...fromGit, serviceAccountName: 'default' } },
    /has no App act as ServiceAccount default; it may as tug-deployer/,
  ],
  ['a hold', hold({ reason: 'incident 7', by: 'ada', until }), undefined],
  ['a hold with quotes in it', hold({ reason: 'the "until": one, \\ and {more}', by: '', until }), undefined],
  ['a hold that is no JSON', hold('incident 7'), /tug hold writes it/],
  ['a hold without a reason', hold({ reason: '', by: 'ada', until }), /tug hold writes it/],
  ['a hold without an end', hold({ reason: 'incident 7', by: 'ada' }), /tug hold writes it/],
  ['a hold until some day', hold({ reason: 'incident 7', by: 'ada', until: 'friday' }), /tug hold writes it/],
];

test('an App is accepted or refused by what the Tenant of its namespace says', { timeout: 120_000 }, async () => {
  const name = tenantName();
  await here([
    'tenant',
    'add',
    name,
    '--source',
    'https://git.example/team/*',
    '--source',
    'oci://registry.example/team/*',
  ]);
  for (const [what, given, refusal] of table) {
    const object = JSON.parse(JSON.stringify(app(name, given)).replaceAll('NAMESPACE', name)) as object;
    const ended = await kubectlWith([object], 'apply', '--dry-run=server');
    const said = { what, ...ended };
    if (refusal === undefined) expect(said).toMatchObject({ what, code: 0, stderr: '' });
    else expect(said).toMatchObject({ what, stderr: expect.stringMatching(refusal) as unknown });
  }
});

test('signed commits are asked for of Apps and of Sources', async () => {
  const name = tenantName();
  await here(['tenant', 'add', name]);
  await kubectl('patch', 'tenant', name, '--type=merge', '-p', '{"spec":{"requireSignedCommits":true}}');
  const verify = { secretRef: { name: 'keys' } };
  await expect.poll(() => refusalOf(app(name))).toMatch(/takes signed commits only/);
  expect(await refusalOf(app(name, { spec: { source: { git: { url: repository, verify } } } }))).toBe('');
  const source = (spec: object): object => ({
    apiVersion: 'tug.dev/v1alpha1',
    kind: 'Source',
    metadata: { name: 'shared', namespace: name },
    spec,
  });
  expect(await refusalOf(source({ git: { url: repository } }))).toMatch(/takes signed commits only/);
  expect(await refusalOf(source({ oci: { url: 'oci://registry.example/x' } }))).toMatch(/takes signed commits only/);
  expect(await refusalOf(source({ git: { url: repository, verify } }))).toBe('');
});

test('of two Tenants that name one namespace each has to agree', async () => {
  const [one, two] = [tenantName(), tenantName()];
  await here(['tenant', 'add', one, '--source', 'https://git.example/*']);
  await here(['tenant', 'add', two, '--source', 'https://git.example/team/*']);
  await kubectl(
    'patch',
    'tenant',
    two,
    '--type=merge',
    '-p',
    JSON.stringify({ spec: { namespaces: [`${one.slice(0, -1)}*`] } }),
  );
  const other = app(one, { spec: { source: { git: { url: 'https://git.example/other.git' } } } });
  await expect.poll(() => refusalOf(other)).toMatch(new RegExp(`tenant ${two} may not take files`));
});

test('an App that was there before a Tenant can be held, finished and deleted, and only a new spec is judged', async () => {
  const name = tenantName();
  await here(['tenant', 'add', name]);
  const existing = app(name, { spec: { source: { git: { url: 'https://elsewhere.example/x.git' } } } });
  expect(await kubectlWith([existing], 'apply')).toMatchObject({ code: 0 });
  await here(['tenant', 'add', name, '--source', 'https://git.example/*']);
  await expect
    .poll(() => refusalOf(app(name, { spec: { source: { git: { url: 'https://elsewhere.example/y.git' } } } })))
    .toMatch(/may not take files/);
  const annotated = await kubectl('-n', name, 'annotate', 'app.tug.dev', 'shop', 'note=x');
  expect(annotated).toMatchObject({ code: 0 });
  expect(await kubectl('-n', name, 'delete', 'app.tug.dev', 'shop')).toMatchObject({ code: 0 });
});

test('only the operator and administrators of the cluster write a status or take the finalizer off', async () => {
  const name = tenantName();
  await here(['tenant', 'add', name]);
  const rights = { apiGroups: ['tug.dev'], resources: ['*'], verbs: ['*'] };
  const metadata = { name: 'everything-of-tug', namespace: name };
  await kubectlWith(
    [
      app(name),
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: [rights] },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
        subjects: [{ kind: 'User', name: 'grace' }],
      },
    ],
    'apply',
  );
  const api = await sandboxApi();
  const write = async (as: Api, body: object, subresource?: 'status'): Promise<string> => {
    const ref = { apiVersion: 'tug.dev/v1alpha1', kind: 'App', namespace: name, name: 'shop' };
    return await patch(as, ref, { type: 'merge', body, subresource }).then(() => '', messageOf);
  };
  const [grace, operator] = [api.impersonate('grace'), api.impersonate(operatorUser)];
  const status = { status: { summary: 'all is well' } };
  const finalized = { metadata: { finalizers: ['tug.dev/members'] } };
  const bare = { metadata: { finalizers: [] } };

  expect(await write(grace, status, 'status')).toMatch(/written by the operator alone/);
  expect(await write(operator, status, 'status')).toBe('');
  expect(await write(api, status, 'status')).toBe('');

  expect(await write(operator, finalized)).toBe('');
  expect(await write(grace, bare)).toMatch(/set sync\.deletion to orphan/);
  expect(await write(grace, { spec: { sync: { deletion: 'orphan' } } })).toBe('');
  expect(await write(operator, bare)).toBe('');
  expect(await write(operator, finalized)).toBe('');
  expect(await write(api, bare)).toBe('');
});

test('the API server finds nothing wrong with the expressions of the policies', async () => {
  const typeChecking = async (): Promise<unknown[]> => {
    const { stdout } = await kubectl(
      'get',
      'validatingadmissionpolicies',
      '-l',
      'app.kubernetes.io/name=tug',
      '-o',
      'json',
    );
    const { items } = JSON.parse(stdout) as { items: { status?: { typeChecking?: unknown } }[] };
    return items.map(({ status }) => status?.typeChecking);
  };
  await expect.poll(typeChecking, { timeout: 30_000 }).not.toContain(undefined);
  const found = await typeChecking();
  expect(found.length).toBeGreaterThan(0);
  expect(found).toEqual(found.map(() => ({})));
});

/** What kubectl says of a server-side dry run; empty when it is accepted. */
async function refusalOf(object: object): Promise<string> {
  return (await kubectlWith([object], 'apply', '--dry-run=server')).stderr;
}
