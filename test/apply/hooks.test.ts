import { expect, test } from 'vitest';
import { configMap, deployment, job, kubectl, live, openWorld, outcomeOf, push } from './world.ts';

const hook = (name: string, image: string, when: string, more: Record<string, string> = {}) =>
  job(name, image, { 'helm.sh/hook': when, ...more });

test('hooks run around a deploy, each to its end, and what their policy says is removed', async () => {
  const world = await openWorld();
  const before = hook('before', 'example.test/job:1', 'pre-install', {
    'helm.sh/hook-delete-policy': 'before-hook-creation',
  });
  const after = hook('after', 'example.test/job:1', 'post-install', { 'helm.sh/hook-delete-policy': 'hook-succeeded' });
  const { outcome, progress } = await push(world, [before, deployment('web'), after]);
  expect(outcome.verdict).toBe('deployed');
  const order = progress
    .filter(({ kind }) => kind === 'started' || kind === 'applied')
    .map(({ kind, object }) => `${kind} ${object.name}`);
  expect(order).toEqual([
    'started before',
    'applied before',
    'started web',
    'applied web',
    'started after',
    'applied after',
  ]);
  expect((await live(world, before))?.status).toMatchObject({ succeeded: 1 });
  expect(await live(world, after)).toBeUndefined();
});

test('a hook that fails stops what comes after it', async () => {
  const world = await openWorld();
  const before = hook('before', 'example.test/fails:1', 'pre-install');
  const pushed = await push(world, [before, configMap('settings')]);
  expect(pushed.outcome.verdict).toBe('failed');
  expect(outcomeOf(pushed, before, world)).toMatchObject({ action: 'run', result: 'failed' });
  expect(outcomeOf(pushed, before, world)?.message).toMatch(/backoff limit|failed/);
  expect(outcomeOf(pushed, configMap('settings'), world)).toMatchObject({
    result: 'skipped',
    message: expect.stringMatching(/Job .*before/) as string,
  });
  expect(await live(world, configMap('settings'))).toBeUndefined();
});

test('an earlier run is deleted before the hook runs again, also when its template cannot be changed', async () => {
  const world = await openWorld();
  const first = hook('migrate', 'example.test/job:1', 'pre-install,pre-upgrade');
  await push(world, [first, configMap('settings')]);
  const uid = (await live(world, first))?.metadata.uid;
  const second = hook('migrate', 'example.test/job:2', 'pre-install,pre-upgrade');
  const { outcome } = await push(world, [second, configMap('settings', { a: '2' })]);
  expect(outcome.verdict).toBe('deployed');
  expect((await live(world, second))?.metadata.uid).not.toBe(uid);
});

test('a hook in a namespace that comes with the plan waits for it', async () => {
  const world = await openWorld();
  const name = `${world.namespace}-new`;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  const before = { ...hook('before', 'example.test/job:1', 'pre-install') };
  const placed = { ...before, metadata: { ...before.metadata, namespace: name } };
  const { outcome } = await push(world, [namespace, placed], { missingNamespaces: new Set([name]) });
  await kubectl(world, 'delete', 'namespace', name, '--wait=false');
  expect(outcome.verdict).toBe('deployed');
  expect(outcome.steps.map(({ result }) => result)).toEqual(['applied', 'applied']);
});

test('a hook for failures runs when something fails, and only then', async () => {
  const world = await openWorld();
  const rescue = job('rescue', 'example.test/job:1', { 'argocd.argoproj.io/hook': 'SyncFail' });
  const good = await push(world, [configMap('settings'), rescue]);
  expect(good.outcome.verdict).toBe('deployed');
  expect(outcomeOf(good, rescue, world)?.result).toBe('skipped');
  expect(await live(world, rescue)).toBeUndefined();
  const bad = await push(world, [configMap('settings', { a: '2' }), deployment('web', 'example.test/crash:1'), rescue]);
  expect(bad.outcome.verdict).toBe('failed');
  expect(outcomeOf(bad, rescue, world)?.result).toBe('applied');
});

test('a pod as a hook is through when it has succeeded, not when it runs', async () => {
  const world = await openWorld();
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'check', annotations: { 'helm.sh/hook': 'post-install' } },
    spec: { restartPolicy: 'Never', containers: [{ name: 'check', image: 'example.test/check:1' }] },
  };
  const { outcome } = await push(world, [configMap('settings'), pod]);
  expect(outcome.verdict).toBe('deployed');
  expect((await live(world, pod))?.status).toMatchObject({ phase: 'Succeeded' });
});
