import { expect, test } from 'vitest';
import { find, patch, serverSideApply } from '../../src/kube/index.ts';
import { ownedHash } from '../../src/kube/fields.ts';
import { partOfLabel } from '../../src/plan/applyset.ts';
import { configMap, deployment, kubectl, live, manager, openWorld, outcomeOf, planFor, push } from './world.ts';

test('fresh objects are created, become healthy, and a second push has nothing to do', async () => {
  const world = await openWorld();
  const objects = [configMap('settings'), deployment('web')];
  const first = await push(world, objects);
  expect(first.outcome.verdict).toBe('deployed');
  expect(first.outcome.steps.map(({ action, result }) => `${action} ${result}`)).toEqual([
    'create applied',
    'create applied',
  ]);
  const web = await live(world, deployment('web'));
  expect(web?.status).toMatchObject({ readyReplicas: 1 });
  expect(outcomeOf(first, deployment('web'), world)).toMatchObject({
    health: { status: 'Current' },
    entry: { owned: ownedHash(web ?? deployment('web'), manager), generation: 1 },
  });
  expect(first.progress.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['started', 'applied', 'healthy']));
  expect((await planFor(world, objects)).plan.steps).toEqual([]);
});

test('an update changes what the files say and waits for the new pods', async () => {
  const world = await openWorld();
  await push(world, [deployment('web')]);
  const { plan, outcome } = await push(world, [deployment('web', 'example.test/app:2')]);
  expect(plan.steps.map(({ action }) => action)).toEqual(['update']);
  expect(outcome.verdict).toBe('deployed');
  const web = await live(world, deployment('web'));
  expect(web?.metadata.generation).toBe(2);
  expect(web?.status).toMatchObject({ observedGeneration: 2, updatedReplicas: 1, readyReplicas: 1 });
});

test('an object that appeared after the plan is adopted, another App’s is left alone', async () => {
  const world = await openWorld();
  const theirs = {
    ...configMap('theirs'),
    metadata: { name: 'theirs', namespace: world.namespace, labels: { [partOfLabel]: 'applyset-other-v1' } },
  };
  const pushed = await push(world, [configMap('mine'), configMap('theirs', { a: 'ours' })], {
    between: async () => {
      await kubectl(world, 'create', 'configmap', 'mine', '--from-literal=a=hand', '--from-literal=b=hand');
      await serverSideApply(world.api, theirs, { manager, force: true });
    },
  });
  expect(outcomeOf(pushed, configMap('mine'), world)?.result).toBe('applied');
  expect((await live(world, configMap('mine')))?.data).toEqual({ a: '1' });
  expect(outcomeOf(pushed, configMap('theirs'), world)).toMatchObject({
    result: 'failed',
    message: expect.stringMatching(/another App/) as string,
  });
  expect((await live(world, configMap('theirs')))?.data).toEqual({ a: '1' });
  expect(pushed.outcome.verdict).toBe('failed');
});

test('an object deleted or made anew after the plan ends as the files say', async () => {
  const world = await openWorld();
  await push(world, [configMap('gone'), configMap('other')]);
  const pushed = await push(world, [configMap('gone', { a: '2' }), configMap('other', { a: '2' })], {
    between: async () => {
      await kubectl(world, 'delete', 'configmap', 'gone', 'other');
      await kubectl(world, 'create', 'configmap', 'other', '--from-literal=b=hand');
    },
  });
  expect(pushed.outcome.verdict).toBe('deployed');
  expect((await live(world, configMap('gone')))?.data).toEqual({ a: '2' });
  expect((await live(world, configMap('other')))?.data).toEqual({ a: '2' });
});

test('conflicts: fail names the manager and touches nothing of its', async () => {
  const world = await openWorld();
  await push(world, [deployment('web')]);
  await kubectl(world, 'scale', 'deployment/web', '--replicas=3');
  const { plan, foreseen } = await planFor(world, [deployment('web')], { conflicts: 'fail' });
  expect([...foreseen.values()][0]).toMatchObject({
    kind: 'refused',
    refusal: { reason: 'conflict', message: expect.stringMatching(/kubectl/) as string },
  });
  expect(plan.blocked).toHaveLength(1);
});

test('an immutable field is proved by the API, and with consent the object is deleted, gone, and made again', async () => {
  const world = await openWorld();
  await push(world, [deployment('web')]);
  const before = await live(world, deployment('web'));
  const labels = { app: 'renamed' };
  const changed = deployment('web', 'example.test/app:1', {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'example.test/app:1' }] } },
  });
  const without = await planFor(world, [changed]);
  expect([...without.foreseen.values()][0]).toMatchObject({
    kind: 'refused',
    refusal: { reason: 'immutable', fields: ['spec.selector'] },
  });
  expect(without.plan.blocked[0]?.reason).toMatch(/selector/);
  const { plan, outcome } = await push(world, [changed], { replace: true });
  expect(plan.steps.map(({ action }) => action)).toEqual(['replace']);
  expect(outcome.verdict).toBe('deployed');
  const after = await live(world, changed);
  expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
  expect(after?.status).toMatchObject({ readyReplicas: 1 });
});

test('a replacement the server would refuse leaves the old object in place', async () => {
  const world = await openWorld();
  await push(world, [deployment('web')]);
  const before = await live(world, deployment('web'));
  const labels = { app: 'renamed' };
  const containers = [{ name: 'app', image: 'example.test/app:1' }];
  const selector = { matchLabels: labels };
  const good = deployment('web', '', { selector, template: { metadata: { labels }, spec: { containers } } });
  // A plan made of good files and carried out with others: only the last look before the deletion can see that.
  const bad = deployment('web', '', {
    selector,
    template: { metadata: { labels: { app: 'b' } }, spec: { containers } },
  });
  const { plan, outcome } = await push(world, [good], { replace: true, swap: bad });
  expect(plan.steps.map(({ action }) => action)).toEqual(['replace']);
  expect(outcome).toMatchObject({ verdict: 'failed', steps: [{ result: 'failed' }] });
  expect(outcome.steps[0]?.message).toMatch(/selector.*does not match template/);
  expect((await live(world, bad))?.metadata.uid).toBe(before?.metadata.uid);
});

test('what the files no longer hold is deleted after the rest, and only when it is really gone it counts as deleted', async () => {
  const world = await openWorld();
  await push(world, [configMap('keeps'), configMap('goes')]);
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: world.namespace, name: 'goes' };
  await patch(world.api, ref, { type: 'merge', body: { metadata: { finalizers: ['example.test/busy'] } } });
  const release = setTimeout(
    () => void patch(world.api, ref, { type: 'merge', body: { metadata: { finalizers: null } } }),
    4_000,
  );
  const { outcome, progress } = await push(world, [configMap('keeps')]);
  clearTimeout(release);
  expect(outcome.verdict).toBe('deployed');
  expect(outcome.steps.at(-1)).toMatchObject({ action: 'delete', result: 'deleted' });
  expect(await find(world.api, ref)).toBeUndefined();
  expect(progress.filter(({ kind }) => kind === 'waiting').map(({ message }) => message)).toContain(
    'its finalizer example.test/busy is not done',
  );
});

test('a deletion that hangs ends at the deadline and names the finalizer', async () => {
  const world = await openWorld();
  await push(world, [configMap('goes')]);
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: world.namespace, name: 'goes' };
  await patch(world.api, ref, { type: 'merge', body: { metadata: { finalizers: ['example.test/stuck'] } } });
  const { outcome } = await push(world, [configMap('keeps')], { timeoutMs: 4_000 });
  expect(outcome.verdict).toBe('timedOut');
  expect(outcome.steps.find(({ action }) => action === 'delete')).toMatchObject({
    result: 'timedOut',
    message: expect.stringMatching(/example\.test\/stuck/) as string,
  });
  await patch(world.api, ref, { type: 'merge', body: { metadata: { finalizers: null } } });
});

test('a failed step stops only what waits for it, and the rest is applied', async () => {
  const world = await openWorld();
  const broken = { ...deployment('broken', 'example.test/does-not-exist:1') };
  const after = {
    ...configMap('after'),
    metadata: { name: 'after', annotations: { 'tug.dev/after': 'Deployment/broken' } },
  };
  const pushed = await push(world, [broken, after, configMap('free')]);
  expect(pushed.outcome.verdict).toBe('failed');
  expect(outcomeOf(pushed, after, world)).toMatchObject({
    result: 'skipped',
    message: expect.stringMatching(/Deployment .*broken/) as string,
  });
  expect(outcomeOf(pushed, configMap('free'), world)?.result).toBe('applied');
  expect(await live(world, after)).toBeUndefined();
});

test('an ignored field is released, not removed: replicas set by somebody else survive the push that begins to ignore them', async () => {
  const world = await openWorld();
  await push(world, [deployment('web', 'example.test/app:1', { replicas: 2 })]);
  await kubectl(world, 'scale', 'deployment/web', '--replicas=4');
  const ignore = [{ kind: 'Deployment', paths: ['/spec/replicas'] }];
  await push(world, [deployment('web', 'example.test/app:1', { replicas: 2 })]);
  await kubectl(world, 'annotate', 'deployment/web', 'x=y');
  const { plan, outcome } = await push(world, [deployment('web', 'example.test/app:2', { replicas: 7 })], { ignore });
  expect(outcome.verdict).toBe('deployed');
  expect(plan.steps[0]?.changes.map(({ path }) => path)).toEqual(['/spec/template/spec/containers[name=app]/image']);
  expect((await live(world, deployment('web')))?.spec).toMatchObject({ replicas: 2 });
});

test('an object on its way out is waited for and made again', async () => {
  const world = await openWorld();
  await push(world, [configMap('late')]);
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: world.namespace, name: 'late' };
  await patch(world.api, ref, { type: 'merge', body: { metadata: { finalizers: ['example.test/busy'] } } });
  await kubectl(world, 'delete', 'configmap', 'late', '--wait=false');
  const before = await find(world.api, ref);
  setTimeout(() => void patch(world.api, ref, { type: 'merge', body: { metadata: { finalizers: null } } }), 1_500);
  const { outcome } = await push(world, [configMap('late', { a: '2' })]);
  expect(outcome.verdict).toBe('deployed');
  const after = await find(world.api, ref);
  expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
  expect(after?.data).toEqual({ a: '2' });
});
