import { expect, test } from 'vitest';
import { workspace } from '../support/workspace.ts';
import { app, configMap, deployment } from './objects.ts';

const refusal = (message: RegExp, where = 'p.json'): object => ({
  code: 1,
  json: { error: { message: expect.stringMatching(message) as string, where } },
});

test('a saved plan is carried out later as it was shown, whatever became of the files', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a', { v: '1' }), 'm/gone.yaml': configMap('gone') });
  expect((await work.json('push', 'm')).code).toBe(0);
  work.write({ 'm/a.yaml': configMap('a', { v: '2' }), 'm/gone.yaml': null, 'm/new.yaml': configMap('new') });
  const planned = await work.json('plan', 'm', '--save', 'p.json');
  expect(planned).toMatchObject({ code: 0, json: { summary: { create: 1, update: 1, delete: 1 } } });
  work.write({ 'm/a.yaml': configMap('a', { v: '3' }) });
  expect(await work.json('push', '--plan', 'p.json')).toMatchObject({
    code: 0,
    json: { verdict: 'deployed', release: 2, summary: { create: 1, update: 1, delete: 1 } },
  });
  expect(await work.namespace.get('configmap', 'a')).toMatchObject({ data: { v: '2' } });
  expect(await work.namespace.get('configmap', 'gone')).toBeUndefined();
  // What the plan applied is what the files that it was made from say.
  work.write({ 'm/a.yaml': configMap('a', { v: '2' }) });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'unchanged' });
});

test('it is refused once an object is not as it was, and nothing is written', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a', { v: '1' }) });
  expect((await work.json('push', 'm')).code).toBe(0);
  work.write({ 'm/a.yaml': configMap('a', { v: '2' }), 'm/b.yaml': configMap('b') });
  expect((await work.json('plan', 'm', '--save', 'p.json')).code).toBe(0);
  await work.namespace.kubectl('annotate', 'configmap', 'a', 'somebody=was-here');
  expect(await work.json('push', '--plan', 'p.json')).toMatchObject(refusal(/ConfigMap .*\ba is not as it was/));
  expect(await work.namespace.get('configmap', 'a')).toMatchObject({ data: { v: '1' } });
  expect(await work.namespace.get('configmap', 'b')).toBeUndefined();
});

test('it is refused when what it creates is there by now', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  expect((await work.json('plan', 'm', '--save', 'p.json')).code).toBe(0);
  await work.namespace.kubectl('create', 'configmap', 'a', '--from-literal=a=theirs');
  expect(await work.json('push', '--plan', 'p.json')).toMatchObject(refusal(/ConfigMap .*\ba is not as it was/));
  expect(await work.namespace.get('configmap', 'a')).toMatchObject({ data: { a: 'theirs' } });
});

test('carried out once more, it has nothing to do', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  expect((await work.json('plan', 'm', '--save', 'p.json')).code).toBe(0);
  expect((await work.json('push', '--plan', 'p.json')).json).toMatchObject({ verdict: 'deployed' });
  expect(await work.json('push', '--plan', 'p.json')).toMatchObject({ code: 0, json: { verdict: 'unchanged' } });
});

test('it is refused on another server', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  expect((await work.json('plan', 'm', '--save', 'p.json')).code).toBe(0);
  work.write({
    'other.yaml': work.read('.kubeconfig').replace(/server: .*/, 'server: https://production.example.test'),
  });
  const env = { KUBECONFIG: `${work.directory}/other.yaml` };
  const { code, stderr } = await work.run(['push', '--plan', 'p.json', '--yes'], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/made for https:\/\/127\.0\.0\.1:\d+, and this is https:\/\/production\.example\.test/);
});

test('it is refused when somebody edited it', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a', { v: 'reviewed' }) });
  expect((await work.json('plan', 'm', '--save', 'p.json')).code).toBe(0);
  work.write({ 'p.json': work.read('p.json').replaceAll('reviewed', 'smuggled') });
  expect(await work.json('push', '--plan', 'p.json')).toMatchObject(refusal(/was changed after it was saved/));
  expect(await work.namespace.get('configmap', 'a')).toBeUndefined();
});

test('it is for its owner only, because it holds the objects', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  expect((await work.json('plan', 'm', '--save', 'p.json')).code).toBe(0);
  const { statSync } = await import('node:fs');
  expect(statSync(`${work.directory}/p.json`).mode & 0o077).toBe(0);
});

test('flags of the push win over what it was made under, and what would have no effect is refused', async () => {
  const work = workspace();
  work.write({ 'm/web.yaml': deployment('web', { image: 'example.test/does-not-exist:1' }) });
  expect((await work.json('plan', 'm', '--save', 'p.json')).code).toBe(0);
  expect(await work.json('push', 'm', '--plan', 'p.json')).toMatchObject({
    code: 1,
    json: { error: { code: 'Usage' } },
  });
  expect(await work.json('push', '--plan', 'p.json', '--image', 'web=b:2')).toMatchObject({
    code: 1,
    json: { error: { code: 'Usage', message: expect.stringContaining('--image') as string } },
  });
  expect(await work.json('push', '--plan', 'p.json', '--no-wait')).toMatchObject({
    code: 0,
    json: { verdict: 'deployed' },
  });
});

test("the App's own sync options hold when its plan is carried out", async () => {
  const work = workspace();
  const files = (sync: string): void => work.write({ 'app.yaml': app('shop', `source: {path: m}, sync: {${sync}}`) });
  files('prune: false, wait: false');
  work.write({ 'm/web.yaml': deployment('web'), 'm/old.yaml': configMap('old') });
  expect((await work.json('push', 'app.yaml')).code).toBe(0);
  // An image that never comes would fail the deploy if it was waited for, and `old` would go if pruning was on.
  work.write({ 'm/web.yaml': deployment('web', { image: 'example.test/does-not-exist:1' }), 'm/old.yaml': null });
  expect((await work.json('plan', 'app.yaml', '--save', 'p.json')).json).toMatchObject({
    summary: { update: 1, keep: 1 },
  });
  expect(await work.json('push', '--plan', 'p.json')).toMatchObject({ code: 0, json: { verdict: 'deployed' } });
  expect(await work.namespace.get('configmap', 'old')).toBeDefined();
});

test('the plan of an App in a namespace of its own destination is carried out there', async () => {
  const work = workspace();
  work.write({
    'app.yaml': app(
      'shop',
      `source: {path: m}, destination: {namespace: ${work.namespace.name}-x, createNamespace: true}`,
    ),
    'm/a.yaml': configMap('a'),
  });
  expect((await work.json('plan', 'app.yaml', '--save', 'p.json')).code).toBe(0);
  const pushed = await work.json('push', '--plan', 'p.json');
  expect(pushed).toMatchObject({ code: 0, json: { verdict: 'deployed' } });
  expect((await work.json('push', 'app.yaml')).json).toMatchObject({ verdict: 'unchanged' });
  const found = await work.namespace.kubectl('get', 'configmap', 'a', '-n', `${work.namespace.name}-x`);
  expect(found.code).toBe(0);
  await work.namespace.kubectl('delete', 'namespace', `${work.namespace.name}-x`, '--wait=false');
});
