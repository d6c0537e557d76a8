/** What a tenant is given, and where its and the operator's rights end. */
import { beforeAll, expect, test } from 'vitest';
import { operatorAccess } from '../../sandbox/index.ts';
import { connect, get } from '../../src/kube/index.ts';
import { messageOf } from '../../src/lib/errors.ts';
import { parseDocuments } from '../../src/lib/yaml.ts';
import { kubectl } from '../support/cluster.ts';
import { run, tugPath } from '../support/tug.ts';
import { here, installHere, kubectlWith, mayI, operatorUser, tenantName } from './installed.ts';

beforeAll(installHere);

const deployerOf = (namespace: string): string => `system:serviceaccount:${namespace}:tug-deployer`;

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await kubectl(...args, '-o', 'json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

test('a name alone gives a namespace of that name; again changes nothing', async () => {
  const name = tenantName();
  expect((await here(['tenant', 'add', name, '-o', 'json'])).json).toMatchObject({ verdict: 'deployed' });
  expect((await here(['tenant', 'add', name, '-o', 'json'])).json).toMatchObject({
    verdict: 'unchanged',
    summary: { create: 0, update: 0, delete: 0 },
  });
  expect(await json('get', 'namespace', name)).toMatchObject({ metadata: { labels: { 'tug.dev/tenant': name } } });
  expect(await json('get', 'tenant', name)).toMatchObject({
    spec: { namespaces: [name], serviceAccounts: ['tug-deployer'] },
  });
  expect((await here(['tenant', 'list', '-o', 'json'])).json).toMatchObject({
    tenants: expect.arrayContaining([expect.objectContaining({ name, namespaces: [name] })]) as unknown,
  });
});

test('its account rules its namespaces and nothing beside them', async () => {
  const name = tenantName();
  await here(['tenant', 'add', name, '-n', name, '-n', `${name}-prod`]);
  const deployer = deployerOf(name);
  const answers = await Promise.all([
    mayI(deployer, 'create', 'deployments.apps', '-n', name),
    mayI(deployer, 'create', 'secrets', '-n', `${name}-prod`),
    mayI(deployer, 'create', 'apps.tug.dev', '-n', name),
    mayI(deployer, 'create', 'configmaps', '-n', 'default'),
    mayI(deployer, 'get', 'secrets', '-n', 'tug-system'),
    mayI(deployer, 'create', 'clusterrolebindings'),
    mayI(deployer, 'patch', 'apps.tug.dev', '--subresource=status', '-n', name),
    mayI(deployer, 'update', 'tenants.tug.dev'),
  ]);
  expect(answers).toEqual([true, true, true, false, false, false, false, false]);
});

test('the operator acts as the account of a tenant, and as nobody else', async () => {
  const name = tenantName();
  await here(['tenant', 'add', name]);
  await kubectl('-n', name, 'create', 'configmap', 'seen', '--from-literal=a=b');
  const access = await operatorAccess('test');
  const operator = await connect({ kubeconfig: access.kubeconfig });
  const read = async (user: string | undefined, namespace: string, as = operator): Promise<string> => {
    const api = user === undefined ? as : as.impersonate(user);
    const ref = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace,
      name: namespace === name ? 'seen' : 'kube-root-ca.crt',
    };
    return await get(api, ref).then(() => 'read', messageOf);
  };
  try {
    expect(await read(deployerOf(name), name)).toBe('read');
    expect(await read(undefined, name)).toMatch(/cannot get resource "configmaps"/);
    expect(await read(deployerOf(name), 'kube-system')).toMatch(/cannot get resource "configmaps"/);
    expect(await read(`system:serviceaccount:${name}:default`, name)).toMatch(/cannot impersonate/);
    expect(await read(deployerOf('kube-system'), 'kube-system')).toMatch(/cannot impersonate/);
    expect(await read('system:serviceaccount:kube-system:generic-garbage-collector', 'kube-system')).toMatch(
      /cannot impersonate/,
    );
    expect(await read('admin', name)).toMatch(/cannot impersonate/);
    const asMaster = operator.impersonate(deployerOf(name), ['system:masters']);
    expect(await read(undefined, name, asMaster)).toMatch(/cannot impersonate/);
  } finally {
    await operator.close();
  }
});

test('a namespace or an account that is no longer named loses its rights, and the namespace stays', async () => {
  const name = tenantName();
  const second = `${name}-two`;
  await here(['tenant', 'add', name, '-n', name, '-n', second]);
  expect(await mayI(operatorUser, 'impersonate', 'serviceaccounts/tug-deployer', '-n', second)).toBe(true);
  await here(['tenant', 'add', name, '-n', name]);
  expect(await mayI(operatorUser, 'impersonate', 'serviceaccounts/tug-deployer', '-n', second)).toBe(false);
  expect(await mayI(deployerOf(name), 'create', 'configmaps', '-n', second)).toBe(false);
  expect(await mayI(deployerOf(name), 'create', 'configmaps', '-n', name)).toBe(true);
  expect(await kubectl('get', 'namespace', second)).toMatchObject({ code: 0 });
  await here(['tenant', 'add', name, '--service-account', 'robot', '--role', 'edit']);
  expect(await mayI(operatorUser, 'impersonate', 'serviceaccounts/tug-deployer', '-n', name)).toBe(false);
  expect(await mayI(operatorUser, 'impersonate', 'serviceaccounts/robot', '-n', name)).toBe(true);
  expect(
    await mayI(`system:serviceaccount:${name}:robot`, 'create', 'roles.rbac.authorization.k8s.io', '-n', name),
  ).toBe(false);
});

test('limits of a namespace come with it', async () => {
  const name = tenantName();
  await here([
    'tenant',
    'add',
    name,
    '--objects',
    '50',
    '--quota',
    'requests.cpu=4',
    '--quota',
    'pods=20',
    '--default',
    'cpu=100m',
  ]);
  expect(await json('get', 'tenant', name)).toMatchObject({ spec: { limits: { objects: 50 } } });
  expect(await json('-n', name, 'get', 'resourcequota', 'tug-tenant')).toMatchObject({
    spec: { hard: { 'requests.cpu': '4', pods: '20' } },
  });
  expect(await json('-n', name, 'get', 'limitrange', 'tug-tenant')).toMatchObject({
    spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '100m' } }] },
  });
});

test('labels of a namespace that was there are left alone', async () => {
  const name = tenantName();
  const labels = { 'pod-security.kubernetes.io/enforce': 'baseline', owner: 'us' };
  await kubectlWith([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }], 'create');
  await here(['tenant', 'add', name]);
  expect(await json('get', 'namespace', name)).toMatchObject({
    metadata: { labels: { ...labels, 'tug.dev/tenant': name } },
  });
});

test('a namespace of another tenant and those that rule the cluster are not given away', async () => {
  const [name, other] = [tenantName(), tenantName()];
  await here(['tenant', 'add', name]);
  const taken = await here(['tenant', 'add', other, '-n', name], 3);
  expect(taken.stderr).toContain(`namespace ${name} belongs to tenant ${name}`);
  for (const namespace of ['kube-system', 'tug-system']) {
    const refused = await here(['tenant', 'add', other, '-n', namespace], 1);
    expect(refused.stderr).toContain('its accounts rule the cluster');
  }
});

test('deleting its App takes the tenant away and leaves the namespace with what runs there', async () => {
  const name = tenantName();
  await here(['tenant', 'add', name]);
  await kubectl('-n', name, 'create', 'configmap', 'runs', '--from-literal=a=b');
  await here(['delete', `tenant-${name}`, '-n', 'tug-system', '--yes']);
  expect((await kubectl('get', 'tenant', name)).code).not.toBe(0);
  expect(await mayI(operatorUser, 'impersonate', 'serviceaccounts/tug-deployer', '-n', name)).toBe(false);
  expect(await kubectl('-n', name, 'get', 'configmap', 'runs')).toMatchObject({ code: 0 });
});

test('--print gives the same as files, and needs no cluster', async () => {
  const name = tenantName();
  const flags = ['tenant', 'add', name, '--source', 'https://git.example/*', '--quota', 'pods=5'];
  const { stdout } = await run(tugPath, [...flags, '--print'], {
    env: { KUBECONFIG: '/nonexistent' },
  });
  const printed = parseDocuments(stdout, 'printed').map(({ value }) => value as object);
  expect(await kubectlWith(printed, 'apply', '--server-side')).toMatchObject({ code: 0 });
  expect(await mayI(operatorUser, 'impersonate', 'serviceaccounts/tug-deployer', '-n', name)).toBe(true);
  const ended = (await here([...flags, '-o', 'json'])).json as { summary: Record<string, number> };
  expect(ended.summary).toMatchObject({ create: 0, adopt: printed.length - 1 });
});
