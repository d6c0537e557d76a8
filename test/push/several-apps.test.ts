import { expect, test } from 'vitest';
import { workspace } from '../support/workspace.ts';
import { app, configMap, deployment, documents } from './objects.ts';

interface Ended {
  readonly verdict: string;
  readonly objects: readonly { readonly object: { readonly name: string } }[];
}

const objectsOf = (json: unknown): string[][] =>
  (json as readonly Ended[]).map(({ objects }) => objects.map(({ object }) => object.name));

test('the Apps of one file are pushed in the order of their dependsOn', async () => {
  const work = workspace();
  work.write({
    'apps.yaml': documents(
      app('web', 'source: {path: web}, dependsOn: [{name: api}]'),
      app('api', 'source: {path: api}, dependsOn: [{name: db}]'),
      app('db', 'source: {path: db}'),
    ),
    'web/a.yaml': configMap('web'),
    'api/a.yaml': deployment('api'),
    'db/a.yaml': configMap('db'),
  });
  const pushed = await work.json('push', 'apps.yaml');
  expect(pushed.code).toBe(0);
  expect(objectsOf(pushed.json)).toEqual([['db'], ['api'], ['web']]);
  const again = await work.json('push', 'apps.yaml');
  expect(again.json).toMatchObject([{ verdict: 'unchanged' }, { verdict: 'unchanged' }, { verdict: 'unchanged' }]);
  expect((await work.json('plan', 'apps.yaml')).json).toMatchObject([{}, {}, {}]);
});

test('the first that does not end well stops the rest, and all that ended are told', async () => {
  const work = workspace();
  work.write({
    'apps.yaml': documents(
      app('one', 'source: {path: one}'),
      app('two', 'source: {path: two}, dependsOn: [{name: one}]'),
      app('three', 'source: {path: three}, dependsOn: [{name: two}]'),
    ),
    'one/a.yaml': configMap('one'),
    'two/a.yaml': deployment('two', { image: 'example.test/crash:1' }),
    'three/a.yaml': configMap('three'),
  });
  const pushed = await work.json('push', 'apps.yaml');
  expect(pushed).toMatchObject({ code: 4, json: [{ verdict: 'deployed' }, { verdict: 'failed' }] });
  expect(await work.namespace.get('configmap', 'three')).toBeUndefined();
});

test('an image of the build is for those of the Apps that use it', async () => {
  const work = workspace();
  work.write({
    'apps.yaml': documents(app('one', 'source: {path: one}'), app('two', 'source: {path: two}')),
    'one/a.yaml': configMap('one'),
    'two/a.yaml': deployment('two', { image: 'web:1' }),
  });
  expect((await work.json('push', 'apps.yaml', '--image', 'web=web:2')).code).toBe(0);
  expect(await work.namespace.get('deployment', 'two')).toMatchObject({
    spec: { template: { spec: { containers: [{ image: 'web:2' }] } } },
  });
  const nobody = await work.json('plan', 'apps.yaml', '--image', 'other=web:2');
  expect(nobody).toMatchObject({ code: 1, json: { error: { message: expect.stringContaining('other') as string } } });
});

test('a kind that one App brings is there for the next one', async () => {
  const work = workspace();
  const word = work.namespace.name.replace('t-', 'k');
  const kind = `${word[0]?.toUpperCase()}${word.slice(1)}`;
  work.write({
    'apps.yaml': documents(
      app('kinds', 'source: {path: kinds}'),
      app('things', 'source: {path: things}, dependsOn: [{name: kinds}]'),
    ),
    'kinds/crd.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${word}s.example.test}
spec:
  group: example.test
  scope: Namespaced
  names: {plural: ${word}s, singular: ${word}, kind: ${kind}}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
`,
    'things/Chart.yaml': 'apiVersion: v2\nname: things\nversion: 1.0.0\n',
    'things/templates/a.yaml': `{{ if .Capabilities.APIVersions.Has "example.test/v1/${kind}" }}\napiVersion: example.test/v1\nkind: ${kind}\nmetadata: {name: a}\n{{ else }}\n${configMap('no-such-kind')}{{ end }}\n`,
  });
  const pushed = await work.json('push', 'apps.yaml');
  expect({ code: pushed.code, text: pushed.stdout }).toMatchObject({ code: 0 });
  expect(await work.namespace.get(`${word}s.example.test`, 'a')).toBeDefined();
  expect((await work.json('delete', 'things')).code).toBe(0);
  expect((await work.json('delete', 'kinds', '--allow-delete', 'CustomResourceDefinition')).code).toBe(0);
});

test('a dependency that is not deployed is waited for, then named, and nothing is written', async () => {
  const work = workspace();
  work.write({
    'app.yaml': app('web', 'source: {path: m}, sync: {timeout: 2s}, dependsOn: [{name: database}]'),
    'm/a.yaml': configMap('a'),
  });
  const late = await work.json('push', 'app.yaml');
  expect(late).toMatchObject({
    code: 3,
    json: {
      error: {
        code: 'Blocked',
        message: expect.stringMatching(/App .*database is not ready: it was never deployed/) as string,
      },
    },
  });
  expect(await work.namespace.get('configmap', 'a')).toBeUndefined();
  // A plan is shown all the same.
  expect((await work.json('plan', 'app.yaml')).json).toMatchObject({ summary: { create: 1 } });
});

test('a dependency whose last deploy failed is not ready', async () => {
  const work = workspace();
  work.write({
    'app.yaml': app('web', 'source: {path: m}, sync: {timeout: 2s}, dependsOn: [{name: database}]'),
    'm/a.yaml': configMap('a'),
    'database/d.yaml': deployment('d', { image: 'example.test/crash:1' }),
  });
  expect((await work.json('push', 'database')).code).toBe(4);
  const late = await work.json('push', 'app.yaml');
  expect(late).toMatchObject({
    code: 3,
    json: {
      error: {
        message: expect.stringMatching(/App .*database is not ready: its last deploy failed: .*crashing/) as string,
      },
    },
  });
});

test('a push waits until the App it depends on is deployed by somebody else', async () => {
  const work = workspace();
  work.write({
    'app.yaml': app('web', 'source: {path: m}, sync: {timeout: 2m}, dependsOn: [{name: database}]'),
    'm/a.yaml': configMap('a'),
    'database/d.yaml': configMap('d'),
  });
  const waiting = work.json('push', 'app.yaml');
  expect((await work.json('push', 'database')).code).toBe(0);
  expect(await waiting).toMatchObject({ code: 0, json: { verdict: 'deployed' } });
});

test('dependsOn another kind goes by a condition, or by its health', async () => {
  const work = workspace();
  const ready = `{apiVersion: v1, kind: ConfigMap, name: gate, ready: "object.data.open == 'yes'"}`;
  const healthy = '{apiVersion: apps/v1, kind: Deployment, name: base}';
  work.write({
    'app.yaml': app('web', `source: {path: m}, sync: {timeout: 2m}, dependsOn: [${ready}, ${healthy}]`),
    'm/a.yaml': configMap('a'),
    'base.yaml': deployment('base'),
    'late.yaml': app('late', `source: {path: m}, sync: {timeout: 2s}, dependsOn: [${ready}]`),
  });
  await work.namespace.kubectl('create', 'configmap', 'gate', '--from-literal=open=no');
  const late = await work.json('push', 'late.yaml');
  expect(late).toMatchObject({
    code: 3,
    json: {
      error: { message: expect.stringMatching(/ConfigMap .*gate is not ready: .*open.*does not hold/) as string },
    },
  });
  const waiting = work.json('push', 'app.yaml');
  await work.namespace.kubectl('apply', '-f', `${work.directory}/base.yaml`);
  await work.namespace.kubectl('patch', 'configmap', 'gate', '--type=merge', '-p', '{"data":{"open":"yes"}}');
  expect(await waiting).toMatchObject({ code: 0, json: { verdict: 'deployed' } });
});

test('a condition that is none, and a kind that is not served, are told at once', async () => {
  const work = workspace();
  const dependsOn = (text: string): string =>
    app('web', `source: {path: m}, sync: {timeout: 2s}, dependsOn: [${text}]`);
  work.write({
    'bad.yaml': dependsOn(`{apiVersion: v1, kind: ConfigMap, name: gate, ready: "object.data["}`),
    'kind.yaml': dependsOn('{apiVersion: example.test/v1, kind: Gadget, name: gate}'),
    'm/a.yaml': configMap('a'),
  });
  await work.namespace.kubectl('create', 'configmap', 'gate', '--from-literal=open=no');
  const bad = await work.json('push', 'bad.yaml');
  expect(bad).toMatchObject({
    code: 1,
    json: { error: { code: 'InvalidSpec', where: 'spec.dependsOn' } },
  });
  const kind = await work.json('push', 'kind.yaml');
  expect(kind.code).not.toBe(0);
  expect(kind.stdout).toMatch(/Gadget/);
});

test('who may not watch looks again from time to time', async () => {
  const work = workspace();
  const { name } = work.namespace;
  work.write({
    'app.yaml': app(
      'web',
      `source: {path: m}, sync: {timeout: 2m}, dependsOn: [{apiVersion: v1, kind: ConfigMap, name: gate}]`,
    ),
    'm/a.yaml': configMap('a'),
  });
  await work.namespace.kubectl(
    'create',
    'role',
    'no-watch',
    '--verb=get,list,create,update,patch,delete',
    '--resource=configmaps,secrets',
  );
  await work.namespace.kubectl('create', 'rolebinding', 'no-watch', '--role=no-watch', `--user=${name}`);
  const waiting = work.json('push', 'app.yaml', '--as', name);
  await work.namespace.kubectl('create', 'configmap', 'gate', '--from-literal=open=yes');
  expect(await waiting).toMatchObject({ code: 0, json: { verdict: 'deployed' } });
});
