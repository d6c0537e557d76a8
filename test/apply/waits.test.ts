import { expect, test } from 'vitest';
import { explainWorkload } from '../../src/apply/wait/pods.ts';
import { serverSideApply } from '../../src/kube/index.ts';
import { Problem } from '../../src/lib/errors.ts';
import { refOf } from '../../src/kube/object.ts';
import { configMap, deployment, job, kubectl, live, openWorld, outcomeOf, push, type World } from './world.ts';

async function failureOf(world: World, object: ReturnType<typeof deployment>, timeoutMs = 60_000) {
  const startedAt = Date.now();
  const pushed = await push(world, [object], { timeoutMs });
  return { ...pushed, step: outcomeOf(pushed, object, world), seconds: (Date.now() - startedAt) / 1000 };
}

test('an image that cannot be pulled fails within seconds, naming pod, container and image', async () => {
  const world = await openWorld();
  const { outcome, step, seconds } = await failureOf(world, deployment('web', 'example.test/does-not-exist:1'));
  expect(outcome.verdict).toBe('failed');
  expect(step?.message).toMatch(
    /^pod web-\S+: container app cannot get image example\.test\/does-not-exist:1 \(ImagePullBackOff/,
  );
  expect(step?.entry).toBeDefined();
  expect(seconds).toBeLessThan(30);
});

test('a crash loop fails as soon as it is one, with what the container ended with', async () => {
  const world = await openWorld();
  const { outcome, step, seconds } = await failureOf(world, deployment('web', 'example.test/crash:1'));
  expect(outcome.verdict).toBe('failed');
  expect(step?.message).toMatch(/container app keeps crashing \(3 restarts, exit code 1\)/);
  expect(seconds).toBeLessThan(15);
});

test('a quota that forbids the pods fails in words', async () => {
  const world = await openWorld();
  await kubectl(world, 'create', 'quota', 'none', '--hard=pods=0');
  const { outcome, step } = await failureOf(world, deployment('web'));
  expect(outcome.verdict).toBe('failed');
  expect(step?.message).toMatch(/its pods cannot be created: .*exceeded quota/);
});

test('a StatefulSet says nothing of a quota in its status, so its events are read', async () => {
  const world = await openWorld();
  await kubectl(world, 'create', 'quota', 'none', '--hard=pods=0');
  const { spec } = deployment('db') as unknown as { spec: object };
  const object = { ...deployment('db'), kind: 'StatefulSet', spec: { ...spec, serviceName: 'db' } };
  const { outcome, step } = await failureOf(world, object);
  expect(outcome.verdict).toBe('failed');
  expect(step?.message).toMatch(/its pods cannot be created: .*exceeded quota/);
});

test('a Job that fails is a failure at once', async () => {
  const world = await openWorld();
  const object = job('once', 'example.test/fails:1');
  const { outcome, step } = await failureOf(world, object);
  expect(outcome.verdict).toBe('failed');
  expect(step?.message).toMatch(/backoff limit/i);
});

test('what never becomes ready is told of while it is waited for, and ends at the deadline with the reason', async () => {
  const world = await openWorld();
  const { outcome, step, progress } = await failureOf(world, deployment('web', 'example.test/never-ready:1'), 6_000);
  expect(outcome.verdict).toBe('timedOut');
  expect(step).toMatchObject({
    result: 'timedOut',
    message: expect.stringMatching(/container app runs but is not ready/) as string,
  });
  expect(progress.filter(({ kind }) => kind === 'waiting').length).toBeGreaterThan(0);
});

test('pods of the version before do not fail the version that repairs them', async () => {
  const world = await openWorld();
  expect((await push(world, [deployment('web', 'example.test/crash:1')])).outcome.verdict).toBe('failed');
  expect((await push(world, [deployment('web', 'example.test/app:2')])).outcome.verdict).toBe('deployed');
});

test('a member that did not change is waited for too', async () => {
  const world = await openWorld();
  await push(world, [deployment('web')], { wait: false });
  const ref = { ...refOf(deployment('web')), namespace: world.namespace };
  const { outcome, plan } = await push(world, [deployment('web')], { waitAlso: [ref] });
  expect(plan.steps).toEqual([]);
  expect(outcome.steps.find(({ action }) => action === 'keep')).toMatchObject({
    result: 'unchanged',
    health: { status: 'Current' },
  });
});

test('an abort stops the waiting, and a newer revision makes the verdict superseded', async () => {
  const world = await openWorld();
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Problem('Superseded', 'a newer revision arrived')), 2_000);
  const pushed = await push(world, [deployment('web', 'example.test/never-ready:1')], { signal: controller.signal });
  expect(pushed.outcome.verdict).toBe('superseded');
  expect(outcomeOf(pushed, deployment('web'), world)?.message).toMatch(/newer revision/);
});

test('who may not watch is told by paced looks instead', async () => {
  const world = await openWorld();
  const rules = [
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'create', 'patch'] },
    { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'patch', 'delete'] },
  ];
  const meta = { name: 'narrow', namespace: world.namespace };
  const rbac = 'rbac.authorization.k8s.io';
  await serverSideApply(
    world.api,
    { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: meta, rules },
    { manager: 'test', force: true },
  );
  const binding = {
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'narrow' },
    subjects: [{ kind: 'User', apiGroup: rbac, name: 'narrow' }],
  };
  await serverSideApply(
    world.api,
    { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: meta, ...binding },
    { manager: 'test', force: true },
  );
  const narrow = { ...world, api: world.api.impersonate('narrow') };
  const first = await push(narrow, [deployment('web'), configMap('goes')]);
  expect(first.outcome.verdict).toBe('deployed');
  expect(first.progress.map(({ message }) => message).join('\n')).toMatch(/one by one, because this user may not/);
  const second = await push(narrow, [deployment('web')]);
  expect(second.outcome.steps.find(({ action }) => action === 'delete')?.result).toBe('deleted');
});

test('why: a workload is explained by requests as well', async () => {
  const world = await openWorld();
  await push(world, [deployment('web', 'example.test/does-not-exist:1')], { wait: false });
  const object = deployment('web');
  await expect
    .poll(async () => explainWorkload(world.api, (await live(world, object)) ?? object), { timeout: 20_000 })
    .toMatchObject({
      fatal: true,
      message: expect.stringMatching(/cannot get image example\.test\/does-not-exist:1/) as string,
    });
});
