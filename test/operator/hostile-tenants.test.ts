/** A tenant who is not to be trusted, a real operator with its own account, and a neighbour who must not notice. The tests share one stage. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configMap } from '../push/objects.ts';
import { chart } from './hostile/bombs.ts';
import type { Case } from './hostile/case.ts';
import { cases } from './hostile/cases.ts';
import { hostile, mallory, openStage, type Stage, until, victim } from './hostile/stage.ts';

interface AppObject {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message: string }[];
  };
}

/** Values that must be seen nowhere but in the Secret of the victim and on the page of the other server. */
const jewel = 'crown-5f2c91';
const page = 'page-77aa01';

let stage: Stage;
/** Of the ApplySet of the victim's App. */
let shopId: string;
let before: unknown;
const door = new Map<string, string>();

const app = (name: string, spec: object, namespace = hostile): object => ({
  apiVersion: 'tug.dev/v1alpha1',
  kind: 'App',
  metadata: { name, namespace },
  spec,
});
const from = (repository: string, path: string): object => ({
  git: { url: `${stage.server.url}/${repository}.git`, branch: 'main', interval: '2s' },
  path,
});

const appsOf = async (namespace: string): Promise<readonly AppObject[]> => {
  const text = await stage.read('-n', namespace, 'get', 'apps.tug.dev', '-o', 'json');
  return (JSON.parse(text) as { items: AppObject[] }).items;
};
const ready = ({ status }: AppObject): { status: string; message: string } | undefined =>
  status?.conditions?.find(({ type }) => type === 'Ready');
const readyOf = async (namespace: string, name: string): Promise<ReturnType<typeof ready>> => {
  const found = (await appsOf(namespace)).find(({ metadata }) => metadata.name === name);
  return found && ready(found);
};
const deployed = (namespace: string, name: string): Promise<true> =>
  until(
    `App ${namespace}/${name} is ready`,
    async () => ((await readyOf(namespace, name))?.status === 'True' ? true : undefined),
    () => stage.log(),
  );

/** Version of every object that the victim has, and of what rules the cluster. */
async function world(): Promise<unknown> {
  const kinds = 'configmaps,secrets,serviceaccounts,roles,rolebindings,resourcequotas,apps.tug.dev,sources.tug.dev';
  const columns = 'custom-columns=KIND:.kind,NAME:.metadata.name,UID:.metadata.uid,VERSION:.metadata.resourceVersion';
  return {
    ofVictim: await stage.read('-n', victim, 'get', kinds, '--no-headers', '-o', columns),
    ofCluster: await stage.read('get', 'tenants.tug.dev,clusterrolebindings', '--no-headers', '-o', columns),
  };
}

async function nothingLeaked(): Promise<void> {
  const seen = [
    stage.log(),
    await stage.read('-n', hostile, 'get', 'apps.tug.dev,configmaps,events.events.k8s.io', '-o', 'json'),
  ].join('\n');
  for (const value of [jewel, page]) {
    for (const form of [value, Buffer.from(value).toString('base64')]) expect(seen).not.toContain(form);
  }
  expect(seen).not.toContain('root:x:0');
}

beforeAll(async () => {
  stage = await openStage();
  stage.server.interfere = (request, response) => {
    if (!request.url?.startsWith('/page')) return false;
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`remote: ${page}`);
    return true;
  };
  const rule = { apiVersion: 'rbac.authorization.k8s.io/v1', roleRef: { apiGroup: 'rbac.authorization.k8s.io' } };
  const robot = [{ kind: 'ServiceAccount', name: 'robot', namespace: hostile }];
  const source = (name: string, spec: object): object => ({
    apiVersion: 'tug.dev/v1alpha1',
    kind: 'Source',
    metadata: { name, namespace: victim },
    spec: { git: { url: `${stage.server.url}/shop.git`, secretRef: { name: 'jewels' } }, ...spec },
  });
  const given = await stage.apply([
    {
      ...rule,
      kind: 'RoleBinding',
      metadata: { name: mallory, namespace: hostile },
      roleRef: { ...rule.roleRef, kind: 'ClusterRole', name: 'admin' },
      subjects: [{ kind: 'User', name: mallory }],
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: hostile } },
    {
      ...rule,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'robot-rules' },
      roleRef: { ...rule.roleRef, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: robot,
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'jewels', namespace: victim },
      stringData: { password: jewel, username: 'shop', 'values.yaml': `a: ${jewel}` },
    },
    source('private', {}),
  ]);
  if (given.code !== 0) throw new Error(given.stderr);
  const limits = { serviceAccounts: ['tug-deployer', 'robot'], limits: { renderTime: '20s' } };
  await stage.read('patch', 'tenant', hostile, '--type=merge', '-p', JSON.stringify({ spec: limits }));
  stage.commit('shop', chart('shop', configMap('prices', { bread: '1' })));
  stage.startOperator();
  await stage.apply([app('shop', { source: from('shop', 'shop') }, victim)]);
  await deployed(victim, 'shop');
  const label = String.raw`jsonpath={.metadata.labels.applyset\.kubernetes\.io/part-of}`;
  shopId = await stage.read('-n', victim, 'get', 'configmap', 'prices', '-o', label);
  await lay();
  before = await world();
  for (const one of cases) await tryIt(one);
}, 180_000);

afterAll(() => stage.close());

/** The files of all cases, and what they need in the namespace. */
async function lay(): Promise<void> {
  const own = {
    'owner/a.yaml': configMap('owned', { a: 'mine' }),
    'news/a.yaml': configMap('news', { a: 'b' }),
    'forged/a.yaml': configMap('forged', { a: 'b' }, ', labels: {applyset.kubernetes.io/part-of: SHOP-ID}'),
  };
  const files = [own, ...cases.map((one) => one.files ?? {})].flatMap((some) => Object.entries(some));
  const links = cases.flatMap((one) => Object.entries(one.links ?? {}));
  const named = files.map(([path, text]) => [path, text.replaceAll('SHOP-ID', shopId)] as const);
  stage.commit('cases', Object.fromEntries(named), Object.fromEntries(links));
  const ledger = JSON.stringify({ release: 7, begun: 7, desired: 'x', revision: 'main@x' });
  const forged = await stage.apply(
    [
      app('owner', { source: from('cases', 'owner') }),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'tug-shop',
          namespace: hostile,
          labels: { 'applyset.kubernetes.io/id': shopId, 'tug.dev/app': 'shop' },
          annotations: {
            'applyset.kubernetes.io/tooling': 'tug/v1',
            'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Secret',
            'applyset.kubernetes.io/additional-namespaces': victim,
          },
        },
        data: { ledger },
      },
      {
        apiVersion: 'tug.dev/v1alpha1',
        kind: 'Source',
        metadata: { name: 'thief', namespace: hostile },
        spec: { git: { url: `${stage.server.url}/shop.git`, secretRef: { name: 'jewels' } } },
      },
    ],
    mallory,
  );
  if (forged.code !== 0) throw new Error(forged.stderr);
  await deployed(hostile, 'owner');
}

async function tryIt({ name, spec, source }: Case): Promise<void> {
  const all = { ...from('cases', name), ...source };
  const text = JSON.stringify(app(name, { source: all, ...spec }));
  const { stderr } = await stage.apply([JSON.parse(text.replaceAll('PAGE', `${stage.server.url}/page.git`))], mallory);
  door.set(name, stderr);
}

describe('a hostile tenant', () => {
  test.each(cases)('gets nowhere with $what', async ({ name, told, atTheDoor }) => {
    if (atTheDoor) {
      expect(door.get(name)).toMatch(told);
      expect(await readyOf(hostile, name)).toBeUndefined();
    } else {
      expect(door.get(name)).toBe('');
      const is = await until(`App ${name} is refused`, async () => {
        const found = await readyOf(hostile, name);
        expect(found?.status).not.toBe('True');
        return found?.status === 'False' ? found : undefined;
      });
      expect(is.message).toMatch(told);
    }
    expect(await stage.kubectl('-n', hostile, 'get', 'configmap', name)).toMatchObject({ code: 1 });
    expect(await world()).toEqual(before);
    await nothingLeaked();
  });

  test('writes no status, takes no finalizer off, and makes no Tenant', async () => {
    const as = ['--as', mallory, '-n', hostile, 'patch', 'app.tug.dev', 'owner', '--type=merge'];
    const status = await stage.kubectl(...as, '--subresource=status', '-p', '{"status":{"summary":"all is well"}}');
    expect(status.stderr).toMatch(/forbidden|written by the operator alone/i);
    const finalizer = await stage.kubectl(...as, '-p', '{"metadata":{"finalizers":[]}}');
    expect(finalizer.stderr).toMatch(/the operator takes tug\.dev\/members off/);
    const tenant = await stage.kubectl(
      '--as',
      mallory,
      'patch',
      'tenant',
      hostile,
      '--type=merge',
      '-p',
      '{"spec":{}}',
    );
    expect(tenant.stderr).toMatch(/cannot (get|patch) resource "tenants"/);
    expect(await world()).toEqual(before);
  });

  test('has its objects labelled as what they are, whatever label they come with', async () => {
    await stage.apply([app('forged', { source: from('cases', 'forged') })], mallory);
    await deployed(hostile, 'forged');
    const read = async (name: string): Promise<string> =>
      stage.read('-n', hostile, 'get', 'configmap', name, '-o', 'jsonpath={.metadata.labels}');
    const [forged, owned] = [await read('forged'), await read('owned')];
    expect(forged).toContain('applyset.kubernetes.io/part-of');
    expect(forged).not.toContain(shopId);
    expect(forged).not.toBe(owned);
    expect(await world()).toEqual(before);
  });

  test('sends no news to where the credentials of a machine are', async () => {
    const notify = [{ type: 'webhook', url: 'http://169.254.169.254/latest/meta-data/iam' }];
    await stage.apply([app('news', { source: from('cases', 'news'), notify })], mallory);
    await deployed(hostile, 'news');
    const told = async (): Promise<true | undefined> =>
      /169\.254\.169\.254 is an address of this machine or its link/.test(stage.log()) ? true : undefined;
    await until('the address is refused', told, () => stage.log());
    expect(stage.log()).not.toContain('meta-data/iam');
  });

  test('with a hundred and fifty Apps that fail slowly does not keep the commit of another from being deployed', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `noise-${i}`);
    const source = from('cases', 'loop');
    const { code, stderr } = await stage.apply(
      names.map((name) => app(name, { source })),
      mallory,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    stage.commit('shop', chart('shop', configMap('prices', { bread: '2' })));
    await until(
      'the price is the new one',
      async () => {
        const price = ['get', 'configmap', 'prices', '-o', 'jsonpath={.data.bread}'];
        return (await stage.read('-n', victim, ...price)) === '2' ? true : undefined;
      },
      () => stage.log(),
    );
    const ended = (await appsOf(hostile)).filter(
      (one) => one.metadata.name.startsWith('noise-') && ready(one)?.status === 'False',
    );
    expect(ended.length).toBeLessThan(names.length);
    await deployed(victim, 'shop');
  });
});
