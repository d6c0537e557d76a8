/** Objects that other tools made are taken over without a trace in their spec, and from then on the files rule. */
import { execFileSync } from 'node:child_process';
import { describe, expect, inject, test } from 'vitest';
import { list, mapper, serverSideApply, type KubeObject } from '../../src/kube/index.ts';
import { ownEntry } from '../../src/kube/fields.ts';
import { deployment, kubectl, live, manager, openWorld, outcomeOf, push, type World } from './world.ts';

const env = [{ name: 'MODE', value: 'fast' }];
const template = (containers: readonly object[], labels: Record<string, string> = { app: 'web' }): object => ({
  metadata: { labels },
  spec: { containers },
});

const full = (): KubeObject =>
  deployment('web', 'example.test/app:1', {
    replicas: 2,
    minReadySeconds: 1,
    template: template([{ name: 'app', image: 'example.test/app:1', env }]),
  });
/** The same files after somebody took two fields and an item out of them. */
const reduced = (): KubeObject => deployment('web', 'example.test/app:1', { replicas: 2 });

const service = (): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
});

function pipe(world: World, args: readonly string[], objects: readonly KubeObject[]): void {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  execFileSync(inject('kubectl'), ['--kubeconfig', inject('kubeconfig'), '-n', world.namespace, ...args, '-f', '-'], {
    input,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function settled(world: World): Promise<void> {
  await kubectl(world, 'rollout', 'status', 'deployment/web', '--timeout=60s');
}

async function podUids(world: World): Promise<string[]> {
  const type = (await mapper(world.api)).byKind('v1', 'Pod');
  if (!type) throw new Error('no pods');
  const { items } = await list(world.api, type, { namespace: world.namespace });
  return items.map(({ metadata }) => metadata.uid ?? '').toSorted();
}

const makers: Readonly<Record<string, (world: World) => Promise<void> | void>> = {
  'kubectl create': (world) => pipe(world, ['create'], [full(), service()]),
  'kubectl apply': (world) => pipe(world, ['apply'], [full(), service()]),
  'kubectl apply --server-side': (world) => pipe(world, ['apply', '--server-side'], [full(), service()]),
  'kubectl replace': (world) => {
    pipe(world, ['create'], [full(), service()]);
    pipe(world, ['replace'], [full(), service()]);
  },
  'helm 3, by update': async (world) => {
    pipe(world, ['create', '--field-manager=helm'], [full(), service()]);
    await kubectl(world, 'annotate', '--field-manager=helm', 'deployment/web', 'meta.helm.sh/release-name=web');
  },
  'helm 4, by server-side apply': async (world) => {
    for (const object of [full(), service()]) {
      const annotated = {
        ...object,
        metadata: {
          ...object.metadata,
          namespace: world.namespace,
          annotations: { 'meta.helm.sh/release-name': 'web' },
        },
      };
      await serverSideApply(world.api, annotated, { manager: 'helm', force: false });
    }
  },
  'kubectl create, then set image, scale and edit back and forth': async (world) => {
    pipe(world, ['create'], [full(), service()]);
    await kubectl(world, 'set', 'image', 'deployment/web', 'app=example.test/app:9');
    await kubectl(world, 'set', 'image', 'deployment/web', 'app=example.test/app:1');
    await kubectl(world, 'scale', 'deployment/web', '--replicas=5');
    await kubectl(world, 'scale', 'deployment/web', '--replicas=2');
    await kubectl(
      world,
      'patch',
      'deployment/web',
      '--field-manager=kubectl-edit',
      '--type=merge',
      '-p',
      '{"spec":{"minReadySeconds":9}}',
    );
    await kubectl(
      world,
      'patch',
      'deployment/web',
      '--field-manager=kubectl-edit',
      '--type=merge',
      '-p',
      '{"spec":{"minReadySeconds":1}}',
    );
  },
  'kubectl apply, then rollout restart': async (world) => {
    pipe(world, ['apply'], [full(), service()]);
    await kubectl(world, 'rollout', 'restart', 'deployment/web');
  },
};

describe('made by', () => {
  test.each(Object.keys(makers))(
    '%s: a push of the same files changes no generation and restarts no pod, and a later one drops what they drop',
    async (maker) => {
      const world = await openWorld();
      await makers[maker]?.(world);
      await settled(world);
      const before = await live(world, full());
      const pods = await podUids(world);

      const adopted = await push(world, [full(), service()]);
      expect(adopted.plan.steps.map(({ action }) => action)).toEqual(['adopt', 'adopt']);
      expect(
        adopted.plan.steps.flatMap(({ changes }) => changes).filter(({ path }) => path.startsWith('/spec')),
      ).toEqual([]);
      expect(adopted.outcome.verdict).toBe('deployed');
      const after = await live(world, full());
      expect(after?.metadata.generation).toBe(before?.metadata.generation);
      expect(after?.spec).toEqual(before?.spec);
      expect(await podUids(world)).toEqual(pods);
      expect(outcomeOf(adopted, full(), world)?.adoptedFrom).toEqual(before?.metadata.managedFields);
      expect(ownEntry(after ?? full(), manager)).toBeDefined();

      const dropped = await push(world, [reduced(), service()]);
      expect(dropped.outcome.verdict).toBe('deployed');
      const spec = (await live(world, reduced()))?.spec as {
        minReadySeconds?: number;
        replicas?: number;
        template: { spec: { containers: { env?: unknown }[] } };
      };
      expect(spec.minReadySeconds ?? 0).toBe(0);
      expect(spec.template.spec.containers[0]?.env).toBeUndefined();
      expect(spec.replicas).toBe(2);
    },
  );
});

test('fields that go with an adoption are in the plan before they go', async () => {
  const world = await openWorld();
  pipe(world, ['apply'], [full()]);
  await settled(world);
  const { plan, outcome } = await push(world, [reduced()]);
  const paths = plan.steps[0]?.changes.map(({ path }) => path) ?? [];
  expect(paths).toEqual(
    expect.arrayContaining(['/spec/minReadySeconds', '/spec/template/spec/containers[name=app]/env']),
  );
  expect(paths.filter((path) => path.startsWith('/spec'))).toHaveLength(2);
  expect(outcome.verdict).toBe('deployed');
  expect((await live(world, reduced()))?.spec).not.toHaveProperty('minReadySeconds');
});

test('what somebody added by hand to an object that others made stays', async () => {
  const world = await openWorld();
  pipe(world, ['create'], [full()]);
  await kubectl(world, 'set', 'env', 'deployment/web', 'EXTRA=1');
  await push(world, [full()]);
  const spec = (await live(world, full()))?.spec as {
    template: { spec: { containers: { env: { name: string }[] }[] } };
  };
  expect(spec.template.spec.containers[0]?.env.map(({ name }) => name)).toEqual(['MODE', 'EXTRA']);
});

test('without the right to take fields nothing is moved', async () => {
  const world = await openWorld();
  pipe(world, ['create'], [full()]);
  const pushed = await push(world, [full()], { conflicts: 'fail' });
  expect(pushed.outcome.verdict).toBe('deployed');
  const managers = (await live(world, full()))?.metadata.managedFields?.map((entry) => entry.manager);
  expect(managers).toEqual(expect.arrayContaining(['tug', 'kubectl-create']));
});

test('an orphan keeps every field, without our label and our entry', async () => {
  const world = await openWorld();
  await push(world, [full()]);
  const before = await live(world, full());
  const { carryOut } = await import('../../src/apply/carry-out.ts');
  const { health, reportsHealth } = await import('../../src/health/index.ts');
  const { refKey, refOf } = await import('../../src/kube/object.ts');
  const object = refOf(before ?? full());
  const outcome = await carryOut({
    api: world.api,
    plan: {
      app: { name: 'test', namespace: world.namespace },
      desired: '',
      summary: { create: 0, update: 0, adopt: 0, replace: 0, run: 0, delete: 0, keep: 0, orphan: 1, unchanged: 0 },
      steps: [
        {
          id: refKey(object),
          action: 'orphan',
          object,
          reason: '',
          stage: 'deploy',
          after: [],
          risks: [],
          changes: [],
        },
      ],
      blocked: [],
    },
    desired: new Map(),
    manager,
    conflicts: 'take',
    wait: true,
    timeoutMs: 30_000,
    concurrency: 4,
    partial: false,
    waitAlso: [],
    health,
    reportsHealth,
    now: Date.now,
    onProgress: () => {},
  });
  expect(outcome).toMatchObject({ verdict: 'deployed', steps: [{ result: 'applied' }] });
  const after = await live(world, full());
  expect(after?.spec).toEqual(before?.spec);
  expect(after?.metadata.labels ?? {}).toEqual({});
  expect(ownEntry(after ?? full(), manager)).toBeUndefined();
});
