import { expect, onTestFinished, test } from 'vitest';
import {
  create,
  find,
  get,
  isAlreadyExists,
  isConflict,
  isKindNotServed,
  isManagerConflict,
  isNotFound,
  list,
  mapper,
  patch,
  remove,
  replace,
  serverSideApply,
  serverVersion,
  typeOf,
} from '../../src/kube/index.ts';
import { configMap, definition, freshNamespace, sandboxApi } from './cluster.ts';

const mine = { manager: 'mine', force: false };

test('an object lives its whole life through the verbs', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'a' };
  expect(await find(api, ref)).toBeUndefined();
  await expect(get(api, ref)).rejects.toSatisfy(isNotFound);
  const created = await create(api, configMap(namespace, 'a', { x: '1' }));
  await expect(create(api, configMap(namespace, 'a'))).rejects.toSatisfy(isAlreadyExists);
  expect(await get(api, ref)).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { x: '1' } });
  const patched = await patch(api, ref, { type: 'merge', body: { data: { y: '2' } } });
  expect(patched.data).toEqual({ x: '1', y: '2' });
  await expect(replace(api, created)).rejects.toSatisfy(isConflict);
  expect((await replace(api, { ...patched, data: { z: '3' } })).data).toEqual({ z: '3' });
  const json = [
    { op: 'test', path: '/data/z', value: '3' },
    { op: 'remove', path: '/data/z' },
  ];
  expect((await patch(api, ref, { type: 'json', body: json })).data).toBeUndefined();
  expect(await remove(api, ref)).toBe('deleted');
  expect(await remove(api, ref)).toBe('absent');
});

test('a server-side apply that changes nothing writes nothing, and a dry run never does', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const object = configMap(namespace, 'a', { x: '1' });
  const first = await serverSideApply(api, object, mine);
  const again = await serverSideApply(api, object, mine);
  expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  const foreseen = await serverSideApply(api, { ...object, data: { x: '2' } }, { ...mine, dryRun: true });
  expect(foreseen.data).toEqual({ x: '2' });
  expect((await get(api, { ...object, ...object.metadata, name: 'a' })).data).toEqual({ x: '1' });
  expect(api.stats.byVerb).toMatchObject({ APPLY: 3, DRYRUN: 1 });
});

const withoutLabels = (namespace: string, x: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name: 'a' },
  data: { x },
});

test('a conflict names the manager, and force takes the field', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  await serverSideApply(api, withoutLabels(namespace, '1'), { manager: 'theirs', force: false });
  const attempt = serverSideApply(api, withoutLabels(namespace, '2'), mine);
  await expect(attempt).rejects.toSatisfy(isManagerConflict);
  await expect(attempt).rejects.toMatchObject({
    details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.x', message: 'conflict with "theirs"' }] },
  });
  expect((await serverSideApply(api, withoutLabels(namespace, '2'), { ...mine, force: true })).data).toEqual({
    x: '2',
  });
});

test('an object that was read can be applied as it is', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const read = await serverSideApply(api, configMap(namespace, 'a', { x: '1' }), mine);
  expect(read.metadata.managedFields).toBeDefined();
  await serverSideApply(api, read, mine);
});

test('a list is whole however many pages it comes in, and its items say what they are', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  for (let index = 0; index < 7; index += 1) {
    await create(api, configMap(namespace, `cm-${index}`, {}, { odd: String(index % 2) }));
  }
  const type = await typeOf(api, 'v1', 'ConfigMap', 'test');
  const paged = await list(api, type, { namespace, pageSize: 3, labelSelector: 'odd' });
  expect(paged.items.map((item) => `${item.apiVersion} ${item.kind} ${item.metadata.name}`)).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((index) => `v1 ConfigMap cm-${index}`),
  );
  expect(paged.resourceVersion).toMatch(/^\d+$/);
  expect((await list(api, type, { namespace, labelSelector: 'odd=1' })).items).toHaveLength(3);
  expect((await list(api, type, { namespace, fieldSelector: 'metadata.name=cm-2' })).items).toHaveLength(1);
});

test('metadata alone can be asked for, and keeps the true kind', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  await create(api, configMap(namespace, 'a', { big: 'x'.repeat(1_000) }));
  const type = await typeOf(api, 'v1', 'ConfigMap', 'test');
  const [item] = (await list(api, type, { namespace, metadataOnly: true })).items;
  const single = await get(api, { type, namespace, name: 'a' }, { metadataOnly: true });
  for (const object of [item, single]) {
    expect(object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
    expect(object).not.toHaveProperty('data');
  }
});

test('a deletion that names a uid spares the object that took the name since', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const { uid } = (await create(api, configMap(namespace, 'a'))).metadata;
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'a' };
  await remove(api, ref, { uid, dryRun: true });
  await remove(api, ref, { uid });
  await create(api, configMap(namespace, 'a'));
  await expect(remove(api, ref, { uid })).rejects.toSatisfy(isConflict);
  expect(await find(api, ref)).toBeDefined();
});

test('a kind that is not served says so, and is found as soon as it is', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const group = `${namespace}.example`;
  const object = { apiVersion: `${group}/v1`, kind: 'Ship', metadata: { namespace, name: 'a' }, spec: { size: 1 } };
  await expect(serverSideApply(api, object, mine)).rejects.toSatisfy(isKindNotServed);
  expect(await remove(api, { apiVersion: object.apiVersion, kind: 'Ship', namespace, name: 'a' })).toBe('absent');
  await expect(
    find(api, { apiVersion: 'apps/v1beta1', kind: 'Deployment', namespace, name: 'a' }),
  ).rejects.toMatchObject({ hint: 'use apiVersion apps/v1' });
  const crd = definition(group, 'Ship', { type: 'object', properties: { size: { type: 'integer' } } });
  await create(api, crd);
  onTestFinished(async () => {
    await remove(api, { apiVersion: crd.apiVersion, kind: crd.kind, name: crd.metadata.name ?? '' });
  });
  await expect
    .poll(() => serverSideApply(api, object, mine).catch(() => undefined), { timeout: 20_000 })
    .toMatchObject({ spec: { size: 1 } });
  const ships = (await mapper(api)).byArgument(`ships.${group}`);
  expect(ships && (await list(api, ships, { namespace })).items).toMatchObject([
    { kind: 'Ship', metadata: { name: 'a' } },
  ]);
});

test('an unknown field is refused when asked to be strict, and warned of else', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const object = { ...configMap(namespace, 'a'), typo: 1 };
  await expect(create(api, object, { fieldValidation: 'Strict' })).rejects.toMatchObject({
    reason: 'BadRequest',
    message: expect.stringContaining('unknown field "typo"') as string,
  });
  const warnings: string[] = [];
  await create(api, object, { fieldValidation: 'Warn', onWarning: (text) => warnings.push(text) });
  expect(warnings).toEqual(['unknown field "typo"']);
});

test('nothing of a Secret is in what is thrown', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const secret = (fields: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name: 'db' },
    ...fields,
  });
  for (const fields of [
    { data: { a: 'hunter2!' } },
    { stringData: { a: 20_172_017 } },
    { data: { 'hunter2 /': 'aGk=' } },
    { type: 'kubernetes.io/tls', stringData: { 'tls.crt': 'hunter2' } },
  ]) {
    const error: unknown = await serverSideApply(api, secret(fields), mine).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ApiError', where: `Secret ${namespace}/db` });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/hunter2(?! \/)|20172017/);
  }
});

test('acting as somebody sends every group apart, and keeps the rights of nobody else', async () => {
  const api = await sandboxApi();
  const jane = api.impersonate('jane', ['devs', 'ops, all']);
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} };
  const { status } = (await create(jane, review)) as { status?: { userInfo?: { username: string; groups: string[] } } };
  expect(status?.userInfo).toMatchObject({ username: 'jane', groups: ['devs', 'ops, all', 'system:authenticated'] });
  await expect(get(jane, { apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 'x' })).rejects.toMatchObject({
    code: 'Forbidden',
    message: expect.stringContaining('User "jane" cannot get resource "secrets"') as string,
  });
  expect(jane.stats).toBe(api.stats);
});

test('the server tells its version and warns of old API', async () => {
  const warnings: string[] = [];
  const api = await sandboxApi({ onWarning: (text) => warnings.push(text) });
  expect((await serverVersion(api)).gitVersion).toMatch(/^v1\./);
  const statuses = await typeOf(api, 'v1', 'ComponentStatus', 'test');
  await list(api, statuses);
  await list(api, statuses);
  expect(warnings).toEqual([expect.stringContaining('deprecated')]);
});

test('a thousand calls at once are queued, not refused', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: namespace };
  const found = await Promise.all(Array.from({ length: 1_000 }, () => find(api, ref)));
  expect(found.every((object) => object?.metadata.name === namespace)).toBe(true);
});

test('names that would leave their place in the path are refused before anything is sent', async () => {
  const api = await sandboxApi();
  await mapper(api);
  const before = api.stats.requests;
  for (const name of ['../secrets', '..', 'a/b', 'a%2fb', '']) {
    await expect(get(api, { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name })).rejects.toMatchObject({
      code: 'InvalidInput',
    });
  }
  expect(api.stats.requests).toBe(before);
});
