/** Installing and uninstalling, in a sandbox of its own: the one that tests share is everybody's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { down, ensureSandbox } from '../../sandbox/index.ts';
import { crds } from '../../src/app/spec/crd/crds.ts';
import { helmProgram } from '../push/helm.ts';
import { operatorUser } from './installed.ts';
import { type Ended, run, tug } from '../support/tug.ts';

const name = `install-${process.pid}`;
let box: Awaited<ReturnType<typeof ensureSandbox>>;
beforeAll(async () => {
  box = await ensureSandbox(name);
});
afterAll(() => down(name));

const image = 'registry.example/tug:1';
const env = (): NodeJS.ProcessEnv => ({ KUBECONFIG: box.kubeconfig });
const here = (...args: readonly string[]): Promise<Ended> => tug(args, { env: env() });
const kubectl = (args: readonly string[], input?: unknown): Promise<Omit<Ended, 'json'>> =>
  run(box.kubectl, args, { env: env(), ...(input === undefined ? {} : { input: JSON.stringify(input) }) });

async function done(...args: readonly string[]): Promise<Ended['json']> {
  const ended = await here(...args, '-o', 'json');
  if (ended.code === 0) return ended.json;
  throw new Error(`tug ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}${ended.stdout}`);
}

const names = async (...args: readonly string[]): Promise<string[]> => {
  const { code, stdout, stderr } = await kubectl(['get', ...args, '-o', 'name']);
  if (code !== 0) throw new Error(stderr);
  return stdout.split('\n').filter(Boolean);
};

/** What tug has outside of its namespace. */
const clusterWide = (): Promise<string[]> =>
  names(
    'clusterroles,clusterrolebindings,validatingadmissionpolicies,validatingadmissionpolicybindings',
    '-l',
    'app.kubernetes.io/name=tug',
  );

const definitions = ['apps', 'sources', 'tenants'].map(
  (plural) => `customresourcedefinition.apiextensions.k8s.io/${plural}.tug.dev`,
);
const definitionsThere = async (): Promise<string[]> =>
  (await names('customresourcedefinitions')).filter((one) => one.endsWith('.tug.dev'));

test('definitions that somebody applied before are adopted, and a second installation changes nothing', async () => {
  const before = { apiVersion: 'v1', kind: 'List', items: crds() };
  expect(await kubectl(['apply', '-f', '-'], before)).toMatchObject({ code: 0 });
  const planned = (await done('install', '--no-deployment', '--dry-run')) as { summary: Record<string, number> };
  expect(planned.summary).toMatchObject({ adopt: definitions.length });
  expect(await clusterWide()).toEqual([]);
  expect(await done('install', '--no-deployment')).toMatchObject({ verdict: 'deployed' });
  expect(await done('install', '--no-deployment')).toMatchObject({ verdict: 'unchanged', summary: { unchanged: 21 } });
});

test('two at once both end well', async () => {
  await here('uninstall', '--yes');
  const ended = await Promise.all([here('install', '--no-deployment'), here('install', '--no-deployment')]);
  expect(ended.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
});

test('an image is asked for, and rights are', async () => {
  const unnamed = await here('install');
  expect(unnamed).toMatchObject({ code: 1 });
  expect(unnamed.stderr).toContain('which image the operator runs from has to be said');
  for (const command of [
    ['install', '--no-deployment'],
    ['uninstall', '--yes'],
  ]) {
    const refused = await here(...command, '--as', 'nobody');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toMatch(/you may not (?:create|delete) customresourcedefinitions, clusterroles/);
    expect(refused.stderr).toContain('as an administrator of the cluster');
  }
});

test('the operator is ready when the command ends, its pods are restricted, and what is no longer asked for goes', async () => {
  await done('install', '--image', image, '--replicas', '2');
  const { stdout } = await kubectl(['-n', 'tug-system', 'get', 'deployment', 'tug-operator', '-o', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ status: { readyReplicas: 2, updatedReplicas: 2 } });
  expect(await kubectl(['get', 'namespace', 'tug-system', '-o', 'jsonpath={.metadata.labels}'])).toMatchObject({
    stdout: expect.stringContaining('"pod-security.kubernetes.io/enforce":"restricted"') as unknown,
  });
  const placed = 'deployments,services,networkpolicies,poddisruptionbudgets';
  expect(await names('-n', 'tug-system', placed)).toHaveLength(4);
  await done('install', '--image', image);
  expect(await names('-n', 'tug-system', placed)).toHaveLength(3);
  await done('install', '--no-deployment');
  expect(await names('-n', 'tug-system', placed)).toEqual([]);
  expect(await definitionsThere()).toEqual(definitions);
});

test('the operator may what its table says and nothing else', async () => {
  await done('install', '--no-deployment');
  const questions: readonly (readonly [allowed: boolean, question: string])[] = [
    [true, 'list apps.tug.dev -A'],
    [true, 'watch apps.tug.dev -A'],
    [true, 'patch apps.tug.dev -n default'],
    [true, 'patch apps.tug.dev --subresource=status -n default'],
    [true, 'watch tenants.tug.dev'],
    [true, 'watch sources.tug.dev -A'],
    [true, 'watch customresourcedefinitions'],
    [true, 'create events.events.k8s.io -n default'],
    [true, 'create leases.coordination.k8s.io -n tug-system'],
    [true, 'get secrets/tug-webhooks -n tug-system'],
    [false, 'get secrets/other -n tug-system'],
    [false, 'list secrets -n tug-system'],
    [false, 'list secrets -A'],
    [false, 'get secrets -n default'],
    [false, 'list configmaps -A'],
    [false, 'get configmaps -n default'],
    [false, 'create configmaps -n tug-system'],
    [false, 'list pods -A'],
    [false, 'create pods -n default'],
    [false, 'create deployments.apps -n default'],
    [false, 'list namespaces'],
    [false, 'create apps.tug.dev -n default'],
    [false, 'delete apps.tug.dev -n default'],
    [false, 'update tenants.tug.dev'],
    [false, 'patch sources.tug.dev -n default'],
    [false, 'update customresourcedefinitions'],
    [false, 'create leases.coordination.k8s.io -n default'],
    [false, 'impersonate serviceaccounts -A'],
    [false, 'impersonate serviceaccounts -n kube-system'],
    [false, 'impersonate users'],
    [false, 'impersonate groups'],
    [false, 'create serviceaccounts/tug-deployer --subresource=token -n default'],
    [false, 'bind clusterroles'],
    [false, 'escalate clusterroles'],
    [false, '* *'],
  ];
  const answers = await Promise.all(
    questions.map(async ([, question]) => {
      const { stdout } = await kubectl(['auth', 'can-i', ...question.split(' '), '--as', operatorUser]);
      return [stdout.trim() === 'yes', question];
    }),
  );
  expect(answers).toEqual(questions);
});

test('people who may edit a namespace may edit its Apps, and viewers may view them', async () => {
  await done('install', '--no-deployment');
  await kubectl(['create', 'namespace', 'people']);
  for (const role of ['view', 'edit', 'admin']) {
    await kubectl(['-n', 'people', 'create', 'rolebinding', role, `--clusterrole=${role}`, `--user=${role}`]);
  }
  const may = async (user: string, verb: string, ...resource: readonly string[]): Promise<boolean> =>
    (await kubectl(['-n', 'people', 'auth', 'can-i', verb, ...resource, '--as', user])).stdout.trim() === 'yes';
  await expect.poll(() => may('view', 'list', 'apps.tug.dev'), { timeout: 30_000 }).toBe(true);
  expect(await may('view', 'create', 'apps.tug.dev')).toBe(false);
  for (const user of ['edit', 'admin']) {
    await expect.poll(() => may(user, 'create', 'sources.tug.dev'), { timeout: 30_000 }).toBe(true);
    expect(await may(user, 'watch', 'apps.tug.dev')).toBe(true);
    expect(await may(user, 'patch', 'apps.tug.dev', '--subresource=status')).toBe(false);
    expect(await may(user, 'create', 'tenants.tug.dev')).toBe(false);
  }
});

/** One App pushed and one pulled, as an operator leaves it: with its finalizer. */
async function somethingDeployed(): Promise<void> {
  await done('install', '--image', image);
  await done('tenant', 'add', 'shop');
  const directory = mkdtempSync(join(tmpdir(), 'tug-install-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'shop.yaml');
  writeFileSync(file, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: works}\ndata: {a: b}\n');
  await done('push', file, '-n', 'shop', '--yes');
  const app = {
    apiVersion: 'tug.dev/v1alpha1',
    kind: 'App',
    metadata: { name: 'pulled', namespace: 'shop', finalizers: ['tug.dev/members', 'example.dev/other'] },
    spec: { source: { git: { url: 'https://git.example/shop.git' } } },
  };
  expect(await kubectl(['apply', '-f', '-'], app)).toMatchObject({ code: 0 });
}

const works = ['configmap/kube-root-ca.crt', 'configmap/tug-shop', 'configmap/works'];

test('uninstalling leaves Apps, what they deployed, tenants and definitions, and installing again goes on from there', async () => {
  await somethingDeployed();
  const unasked = await here('uninstall');
  expect(unasked).toMatchObject({ code: 3 });
  expect(await clusterWide()).not.toEqual([]);

  const { stdout } = await here('uninstall', '--yes');
  expect(stdout).toContain('uninstalled: tug-system/tug');
  expect(await clusterWide()).toEqual([]);
  expect(await names('-n', 'tug-system', 'deployments,services,roles,rolebindings')).toEqual([]);
  expect(await definitionsThere()).toEqual(definitions);
  expect(await names('-n', 'shop', 'configmaps')).toEqual(works);
  expect(await names('-n', 'shop', 'apps.tug.dev')).toEqual(['app.tug.dev/pulled']);
  expect(await names('tenants.tug.dev')).toEqual(['tenant.tug.dev/shop']);
  expect((await here('uninstall', '--yes')).stderr).toContain('tug is not installed in this cluster');

  expect(await done('install', '--image', image)).toMatchObject({ verdict: 'deployed' });
  expect(await done('tenant', 'add', 'shop')).toMatchObject({ verdict: 'unchanged' });
});

test('--crds takes the definitions and every App with them, and nothing that Apps deployed', async () => {
  await somethingDeployed();
  const unasked = await here('uninstall', '--crds');
  expect(unasked).toMatchObject({ code: 3 });
  expect(await names('-n', 'shop', 'apps.tug.dev')).toEqual(['app.tug.dev/pulled']);

  // A finalizer of others is theirs to take off.
  const theirs = here('uninstall', '--crds', '--yes');
  await expect
    .poll(
      async () =>
        (await kubectl(['-n', 'shop', 'get', 'app.tug.dev', 'pulled', '-o', 'jsonpath={.metadata.finalizers}'])).stdout,
      {
        timeout: 60_000,
      },
    )
    .toBe('["example.dev/other"]');
  await kubectl([
    '-n',
    'shop',
    'patch',
    'app.tug.dev',
    'pulled',
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":[]}}',
  ]);
  const { code, stdout, stderr } = await theirs;
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('what Apps deployed stays');

  expect(await definitionsThere()).toEqual([]);
  expect(await clusterWide()).toEqual([]);
  expect(await names('-n', 'shop', 'configmaps')).toEqual(works);
  expect(await done('status', 'shop', '-n', 'shop')).toMatchObject({});
});

test('kubectl applies the manifests and helm the chart; what is there is taken over without a change', async () => {
  const manifests = join(import.meta.dirname, '../../deploy/manifests/tug.yaml');
  expect(await kubectl(['apply', '--server-side', '-f', manifests])).toMatchObject({ code: 0 });
  await kubectl(['-n', 'tug-system', 'rollout', 'status', 'deployment/tug-operator', '--timeout=60s']);
  expect(await definitionsThere()).toEqual(definitions);
  const planned = (await done('install', '--image', 'registry.example/tug:latest', '--dry-run')) as {
    summary: Record<string, number>;
    steps: readonly { readonly changes: readonly { readonly path: string }[] }[];
  };
  expect(planned.summary).toMatchObject({ create: 0, update: 0, adopt: 24 });
  const changed = planned.steps.flatMap(({ changes }) => changes.map(({ path }) => path));
  expect(changed.filter((path) => !path.startsWith('/metadata/labels/applyset'))).toEqual([]);
  expect(await done('install', '--image', 'registry.example/tug:latest')).toMatchObject({ verdict: 'deployed' });
  await done('uninstall', '--crds', '--yes');

  const directory = mkdtempSync(join(tmpdir(), 'tug-helm-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  await kubectl(['delete', 'namespace', 'tug-system']);
  const chart = join(import.meta.dirname, '../../deploy/chart');
  const helm = await helmProgram();
  const home = { HELM_CACHE_HOME: directory, HELM_CONFIG_HOME: directory, HELM_DATA_HOME: directory };
  const asked = [
    '-n',
    'tug-system',
    '--create-namespace',
    '--set',
    `image=${image}`,
    '--wait',
    '--kubeconfig',
    box.kubeconfig,
  ];
  const byHelm = await run(helm, ['install', 'tug', chart, ...asked], { env: home });
  // Helm's client logs the end of its own watches as errors.
  expect(byHelm.code === 0 ? '' : byHelm.stderr).toBe('');
  expect(await definitionsThere()).toEqual(definitions);
  const removed = await run(helm, ['uninstall', 'tug', '-n', 'tug-system', '--kubeconfig', box.kubeconfig], {
    env: home,
  });
  expect(removed.code).toBe(0);
  expect(await definitionsThere()).toEqual(definitions);
});
