/** Status and Events as a real API server takes them. */
import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { type Api, create, get, type KubeObject, list, remove, serverSideApply, typeOf } from '../../src/kube/index.ts';
import { createEvents } from '../../src/operator/events/index.ts';
import { createStatusWriter, statusOf } from '../../src/operator/status/index.ts';
import { definition, freshNamespace, sandboxApi } from '../kube/cluster.ts';

const text = { type: 'string' };
const status = {
  type: 'object',
  properties: {
    observedGeneration: { type: 'integer' },
    conditions: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          type: text,
          status: text,
          reason: text,
          message: text,
          observedGeneration: { type: 'integer' },
          lastTransitionTime: text,
        },
      },
    },
    revision: text,
    hold: { type: 'object', properties: { reason: text, by: text, until: text } },
    history: { type: 'array', items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  },
};

/** A kind App of a group of the test's own, and the server as a writer of tug.dev sees it: other tests may install the real one meanwhile. */
async function appsOf(api: Api): Promise<{ seen: Api; group: string; make: (name: string) => Promise<KubeObject> }> {
  const group = `t${randomBytes(5).toString('hex')}.example`;
  const namespace = await freshNamespace(api);
  const crd = definition(group, 'App', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
  const { versions } = crd.spec as { versions: { schema: { openAPIV3Schema: { properties: object } } }[] };
  const served = versions.map((version) => {
    const schema = version.schema.openAPIV3Schema;
    const properties = { ...schema.properties, status };
    return { ...version, subresources: { status: {} }, schema: { openAPIV3Schema: { ...schema, properties } } };
  });
  await serverSideApply(
    api,
    { ...crd, spec: { ...(crd.spec as object), versions: served } },
    { manager: 'test', force: true },
  );
  onTestFinished(async () => {
    await remove(api, { apiVersion: crd.apiVersion, kind: crd.kind, name: crd.metadata.name ?? '' });
  });
  const make = async (name: string): Promise<KubeObject> => {
    const app = { apiVersion: `${group}/v1`, kind: 'App', metadata: { namespace, name }, spec: {} };
    return expect
      .poll(() => create(api, app).catch(() => undefined), { timeout: 30_000 })
      .toBeDefined()
      .then(() => get(api, { ...app, namespace, name }));
  };
  const seen: Api = {
    ...api,
    request: (request) =>
      api.request({ ...request, path: request.path.replace('/tug.dev/v1alpha1/', `/${group}/v1/`) }),
  };
  return { seen, group, make };
}

const keyOf = ({ metadata: { namespace = '', name = '', uid = '' } }: KubeObject) => ({ namespace, name, uid });
const refOf = (app: KubeObject) => ({ apiVersion: app.apiVersion, kind: app.kind, ...keyOf(app) });

test('a status arrives by one request, replaces what was there, and leaves spec and generation alone', async () => {
  const api = await sandboxApi();
  const { seen, make } = await appsOf(api);
  const app = await make('shop');
  const troubles: unknown[] = [];
  const writer = createStatusWriter({ api: seen, onTrouble: (_, error) => troubles.push(error) });
  const hold = { reason: 'incident 7', by: 'ada', until: '2030-01-01T00:00:00Z' };
  const held = statusOf(undefined, { generation: 1, said: { reason: 'Held', message: 'm' }, hold }, Date.now());
  const before = api.stats.requests;
  writer.write(keyOf(app), undefined, held);
  await writer.flush();
  expect(api.stats.requests - before).toBe(1);
  expect((await get(api, refOf(app))).status).toEqual(held);
  const past = {
    release: 1,
    revision: 'abc',
    verdict: 'deployed',
    when: '2026-01-01T00:00:00Z',
    seconds: 1.5,
    message: '',
  };
  const deployed = statusOf(
    held,
    { generation: 1, said: { reason: 'Deployed', message: 'm' }, revision: 'abc', past },
    Date.now(),
  );
  writer.write(keyOf(app), held, deployed);
  await writer.close();
  const after = await get(api, refOf(app));
  expect(after.status).toEqual(deployed);
  expect(after.metadata.generation).toBe(app.metadata.generation);
  expect(after.metadata.managedFields?.map(({ manager, subresource }) => [manager, subresource])).toContainEqual([
    'tug-operator',
    'status',
  ]);
  expect(troubles).toEqual([]);
});

test('a status for an App that was made again under its name is not written into the new one', async () => {
  const api = await sandboxApi();
  const { seen, make } = await appsOf(api);
  const old = await make('shop');
  await remove(api, refOf(old));
  const young = await make('shop');
  const troubles: unknown[] = [];
  const writer = createStatusWriter({ api: seen, onTrouble: (_, error) => troubles.push(error) });
  writer.write(
    keyOf(old),
    undefined,
    statusOf(undefined, { generation: 1, said: { reason: 'Failed', message: 'm' } }, Date.now()),
  );
  await writer.flush();
  const now = await get(api, refOf(young));
  expect(now.status).toBeUndefined();
  expect(now.metadata.resourceVersion).toBe(young.metadata.resourceVersion);
  expect(troubles).toEqual([]);
  expect(writer.latest(keyOf(old).uid)).toBeUndefined();
});

test('a status that the schema does not allow is told with its field and dropped', async () => {
  const api = await sandboxApi();
  const { seen, make } = await appsOf(api);
  const app = await make('shop');
  const troubles: string[] = [];
  const writer = createStatusWriter({
    api: seen,
    onTrouble: (_, error, dropped) => troubles.push(`${dropped ? 'dropped' : 'kept'}: ${String(error)}`),
  });
  const wrong = statusOf(undefined, { generation: 1.5, said: { reason: 'Failed', message: 'm' } }, Date.now());
  writer.write(keyOf(app), undefined, wrong);
  await writer.close();
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toMatch(/^dropped: .*observedGeneration/);
});

test('Events are found by the App they are about, and a repetition counts', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const events = createEvents({ api, reporter: 'tug-operator', instance: 'tug-operator-0' });
  const app = { namespace, name: 'shop', uid: 'f4d1c6d2-0000-4000-8000-000000000001' };
  events.emit(app, 'Warning', 'DriftRepaired', `Deployment web: replicas were 5. ${'long '.repeat(400)}`);
  await expect.poll(() => events.counts.created).toBe(1);
  events.emit(app, 'Warning', 'DriftRepaired', `Deployment web: replicas were 5. ${'long '.repeat(400)}`);
  events.emit(app, 'Normal', 'Resumed', 'ada resumed it');
  await events.close();
  expect(events.counts).toEqual({ created: 2, updated: 1, dropped: 0 });
  // As kubectl describe and kubectl events ask for them.
  const fieldSelector = 'involvedObject.kind=App,involvedObject.name=shop';
  const { items } = await list(api, await typeOf(api, 'v1', 'Event', ''), { namespace, fieldSelector });
  expect(items).toHaveLength(2);
  expect(items.find(({ reason }) => reason === 'Resumed')).toMatchObject({ type: 'Normal' });
  expect(items.find(({ reason }) => reason === 'DriftRepaired')).toMatchObject({ series: { count: 2 } });
});
