import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  create,
  mapper,
  openapi,
  remove,
  serverSideApply,
  validate,
  validateSchema,
  type KubeObject,
  type Schema,
} from '../../src/kube/index.ts';
import { definition, freshNamespace, sandboxApi } from './cluster.ts';

function cacheFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'openapi-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'kept');
}

test('schemas are fetched once, kept for the owner alone, and found by the next process without asking', async () => {
  const directory = cacheFolder();
  const api = await sandboxApi();
  await openapi(api, 'apps/v1', { directory });
  await openapi(api, 'apps/v1', { directory });
  expect(api.stats.byVerb.OPENAPI).toBe(2);
  const [file = ''] = readdirSync(directory);
  expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  const next = await sandboxApi();
  expect(await openapi(next, 'apps/v1', { directory })).toEqual(await openapi(api, 'apps/v1', { directory }));
  expect(next.stats.byVerb.OPENAPI).toBe(1);
  expect(await openapi(next, 'nowhere.example/v1', { directory })).toBeUndefined();
});

const deployment = (spec: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'x', ...spec }] } },
  },
});

test.for([
  [{ ports: [{ containerPort: 80, name: 'http' }], resources: { limits: { cpu: 1, memory: '1Gi' } } }, []],
  [{ imag: 'x' }, ['.spec.template.spec.containers[0].imag: unknown field']],
  [
    { ports: [{ containerPort: '80' }] },
    ['.spec.template.spec.containers[0].ports[0].containerPort: must be an integer, not a string'],
  ],
  [{ ports: [{ name: 'x' }] }, ['.spec.template.spec.containers[0].ports[0].containerPort: is required']],
  [{ livenessProbe: { httpGet: { port: 'http' } } }, []],
  [
    { livenessProbe: { httpGet: { port: true } } },
    ['.spec.template.spec.containers[0].livenessProbe.httpGet.port: must be an integer or a string, not a boolean'],
  ],
  [
    { env: [{ name: 'A', value: 5 }] },
    ['.spec.template.spec.containers[0].env[0].value: must be a string, not an integer'],
  ],
] as const)('what validate says of a container %j is what the server refuses', async ([container, wanted]) => {
  const api = await sandboxApi();
  const document = await openapi(api, 'apps/v1');
  const object = deployment(container);
  const found = document ? validate(document, { group: 'apps', version: 'v1', kind: 'Deployment' }, object) : [];
  expect(found.map(({ path, message }) => `${path}: ${message}`)).toEqual(wanted);
  const refused = await serverSideApply(api, object, {
    manager: 'test',
    force: true,
    dryRun: true,
    fieldValidation: 'Strict',
  }).then(
    () => false,
    () => true,
  );
  expect(refused).toBe(wanted.length > 0);
});

test('a custom kind is validated by its own definition before it exists, and by the published schema after', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const group = `${namespace}.example`;
  const spec: Schema = {
    type: 'object',
    required: ['size'],
    properties: {
      size: { type: 'integer', maximum: 5 },
      any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      port: { 'x-kubernetes-int-or-string': true },
    },
  };
  const crd = definition(group, 'Boat', spec);
  await create(api, crd);
  onTestFinished(async () => {
    await remove(api, { apiVersion: crd.apiVersion, kind: crd.kind, name: crd.metadata.name ?? '' });
  });
  const boat = (fields: object) => ({
    apiVersion: `${group}/v1`,
    kind: 'Boat',
    metadata: { name: 'a', namespace },
    spec: fields,
  });
  const own: Schema = { type: 'object', properties: { spec } };
  await expect
    .poll(async () => (await mapper(api, { refresh: true })).byKind(`${group}/v1`, 'Boat'), { timeout: 20_000 })
    .toBeDefined();
  await expect.poll(() => openapi(api, `${group}/v1`, { refresh: true }), { timeout: 20_000 }).toBeDefined();
  const document = await openapi(api, `${group}/v1`);
  for (const fields of [
    { size: 1, any: { x: 1 }, port: 'a' },
    { size: 9 },
    {},
    { size: '1' },
    { size: 1, more: 1 },
    { size: 1, port: 'x' },
  ]) {
    const published = document ? validate(document, { group, version: 'v1', kind: 'Boat' }, boat(fields)) : [];
    expect(published).toEqual(validateSchema(own, boat(fields)));
    const options = { manager: 'test', force: true, dryRun: true, fieldValidation: 'Strict' } as const;
    const accepted = await serverSideApply(api, boat(fields), options).then(
      () => true,
      () => false,
    );
    expect({ fields, accepted: published.length === 0 }).toEqual({ fields, accepted });
  }
});
