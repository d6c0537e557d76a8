import { expect, test } from 'vitest';
import { workspace } from '../support/workspace.ts';
import { app, configMap, deployment } from './objects.ts';

interface Row {
  readonly release: number;
  readonly verdict: string;
  readonly summary: Readonly<Record<string, number>>;
  readonly message: string;
}

async function rowsOf(work: ReturnType<typeof workspace>): Promise<readonly Row[]> {
  const { json } = await work.json('history', 'm');
  return (json as { releases: readonly Row[] }).releases;
}

test('rollback brings the objects of the release before back: what was pruned returns, what is new goes', async () => {
  const work = workspace();
  work.write({ 'm/kept.yaml': configMap('kept', { v: '1' }), 'm/old.yaml': configMap('old') });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'deployed', release: 1 });
  work.write({ 'm/kept.yaml': configMap('kept', { v: '2' }), 'm/old.yaml': null, 'm/new.yaml': configMap('new') });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'deployed', release: 2 });
  expect(await work.namespace.get('configmap', 'old')).toBeUndefined();

  const back = await work.json('rollback', 'm');
  expect(back).toMatchObject({
    code: 0,
    json: { verdict: 'deployed', release: 3, summary: { create: 1, update: 1, delete: 1 } },
  });
  expect(await work.namespace.get('configmap', 'old')).toMatchObject({ data: { a: 'b' } });
  expect(await work.namespace.get('configmap', 'kept')).toMatchObject({ data: { v: '1' } });
  expect(await work.namespace.get('configmap', 'new')).toBeUndefined();

  // And a rollback of the rollback is the release that it left.
  expect((await work.json('rollback', 'm')).code).toBe(0);
  expect(await work.namespace.names('configmap', 'new')).toEqual(new Set(['new']));
  const rows = await rowsOf(work);
  expect(rows.map(({ release, verdict }) => [release, verdict])).toEqual([4, 3, 2, 1].map((n) => [n, 'deployed']));
  expect(rows[1]?.summary).toMatchObject({ create: 1, update: 1, delete: 1 });
});

test('rollback to a number takes that release, and to one that is not kept is refused', async () => {
  const work = workspace();
  for (const v of ['1', '2', '3']) {
    work.write({ 'm/a.yaml': configMap('a', { v }) });
    expect((await work.json('push', 'm')).code).toBe(0);
  }
  expect((await work.json('rollback', 'm', '1')).json).toMatchObject({ verdict: 'deployed', release: 4 });
  expect(await work.namespace.get('configmap', 'a')).toMatchObject({ data: { v: '1' } });
  expect((await work.json('rollback', 'm', '1')).json).toMatchObject({ verdict: 'unchanged', release: null });
  const missing = await work.json('rollback', 'm', '9');
  expect(missing).toMatchObject({
    code: 1,
    json: { error: { code: 'NotFound', message: expect.stringContaining('no release 9') as string } },
  });
  const word = await work.run(['rollback', 'm', 'first', '--yes']);
  expect(word.code).toBe(1);
  expect(word.stderr).toMatch(/whole number/);
});

test('after a deploy that failed, rollback goes back to the newest good release', async () => {
  const work = workspace();
  work.write({ 'm/web.yaml': deployment('web') });
  expect((await work.json('push', 'm')).code).toBe(0);
  work.write({
    'm/web.yaml': deployment('web', { image: 'example.test/does-not-exist:2' }),
    'm/half.yaml': configMap('half'),
  });
  const failed = await work.json('push', 'm');
  expect(failed).toMatchObject({ code: 4, json: { verdict: 'failed', release: 2 } });
  expect((await rowsOf(work))[0]).toMatchObject({
    verdict: 'failed',
    message: expect.stringContaining('does-not-exist') as string,
  });

  const back = await work.json('rollback', 'm');
  expect(back).toMatchObject({ code: 0, json: { verdict: 'deployed', release: 3 } });
  expect(await work.namespace.get('configmap', 'half')).toBeUndefined();
  expect((await work.json('status', 'm')).json).toMatchObject({
    verdict: 'deployed',
    members: [{ object: { kind: 'Deployment', name: 'web' }, health: 'Current', drift: null }],
  });
});

test('a rollback keeps to what the App asked for: no pruning, and no field of an autoscaler', async () => {
  const work = workspace();
  const ignore = 'ignore: [{group: apps, kind: Deployment, paths: [/spec/replicas]}]';
  work.write({
    'app.yaml': app('shop', `source: {path: m}, sync: {prune: false}, ${ignore}`),
    'm/web.yaml': deployment('web', { replicas: 1 }),
  });
  expect((await work.json('push', 'app.yaml')).code).toBe(0);
  await work.namespace.kubectl('scale', 'deployment', 'web', '--replicas=3');
  work.write({
    'm/web.yaml': deployment('web', { image: 'registry.k8s.io/pause:3.9' }),
    'm/extra.yaml': configMap('extra'),
  });
  expect((await work.json('push', 'app.yaml')).code).toBe(0);
  expect(await work.json('rollback', 'shop')).toMatchObject({
    code: 0,
    json: { summary: { update: 1, keep: 1, delete: 0 } },
  });
  expect(await work.namespace.get('configmap', 'extra')).toBeDefined();
  expect(await work.namespace.get('deployment', 'web')).toMatchObject({ spec: { replicas: 3 } });
});

test('a single release has nothing to go back to', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  expect((await work.json('push', 'm')).code).toBe(0);
  expect(await work.json('rollback', 'm')).toMatchObject({
    code: 1,
    json: { error: { message: expect.stringContaining('no earlier good release') as string } },
  });
});

test('the ten newest releases are kept, and a push that changes nothing leaves no row', async () => {
  const work = workspace();
  for (let v = 1; v <= 12; v++) {
    work.write({ 'm/a.yaml': configMap('a', { v: String(v) }) });
    expect((await work.json('push', 'm')).code).toBe(0);
  }
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'unchanged' });
  const rows = await rowsOf(work);
  expect(rows.map(({ release }) => release)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  expect((await work.namespace.names('secrets', 'tug.m.')).size).toBe(10);
});

test('a release of more than a Secret may hold is kept in several, and comes back whole', async () => {
  const work = workspace();
  const big = (seed: number): string => incompressible(seed, 500_000);
  work.write(Object.fromEntries([1, 2, 3, 4].map((n) => [`m/big${n}.yaml`, configMap(`big${n}`, { text: big(n) })])));
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'deployed', release: 1 });
  expect((await work.namespace.names('secrets', 'tug.m.v1')).size).toBeGreaterThan(1);
  work.write({ 'm/big1.yaml': null, 'm/big2.yaml': null, 'm/big3.yaml': null });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'deployed', summary: { delete: 3 } });
  expect((await work.json('rollback', 'm')).json).toMatchObject({ verdict: 'deployed', summary: { create: 3 } });
  expect(await work.namespace.get('configmap', 'big3')).toMatchObject({ data: { text: big(3) } });
  expect((await work.json('delete', 'm')).code).toBe(0);
  expect(await work.namespace.names('secrets', 'tug.')).toEqual(new Set());
});

/** Text that gzip can make little of, the same for the same seed. */
function incompressible(seed: number, length: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-';
  let state = seed;
  let text = '';
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += letters[state >>> 26] ?? '';
  }
  return text;
}
