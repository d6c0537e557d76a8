/** A small App without its ledger: what apply is given, made from objects in a test. */
import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { carryOut } from '../../src/apply/carry-out.ts';
import { foresee } from '../../src/apply/foresee.ts';
import type { ApplyInput, Outcome, Progress } from '../../src/apply/types.ts';
import { health, reportsHealth } from '../../src/health/index.ts';
import { ownMark, ownsLabel } from '../../src/kube/fields.ts';
import {
  type Api,
  connect,
  find,
  type KubeObject,
  mapper,
  type ObjectRef,
  remove,
  serverSideApply,
} from '../../src/kube/index.ts';
import { refKey, refOf } from '../../src/kube/object.ts';
import { applySetId, partOfLabel } from '../../src/plan/applyset.ts';
import { makeDesired } from '../../src/plan/desired.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { IgnoreRule } from '../../src/plan/ignore.ts';
import type { Desired, Foreseen, LedgerEntry, Observed, Plan } from '../../src/plan/types.ts';
import { kubectl as runKubectl } from '../support/cluster.ts';

export const manager = 'tug';

export interface World {
  readonly api: Api;
  readonly namespace: string;
  /** The member label's value. */
  readonly id: string;
  readonly ledger: Map<string, LedgerEntry>;
  readonly refs: Map<string, ObjectRef>;
}

export interface PushOptions extends Partial<Omit<ApplyInput, 'plan' | 'desired' | 'api'>> {
  readonly ignore?: readonly IgnoreRule[];
  readonly replace?: boolean;
  readonly missingNamespaces?: ReadonlySet<string>;
  /** Changes the world between plan and apply. */
  readonly between?: () => Promise<unknown>;
  readonly api?: Api;
  /** Applied in place of the one desired object the plan was made for. */
  readonly swap?: KubeObject;
}

export interface Pushed {
  readonly plan: Plan;
  readonly foreseen: ReadonlyMap<string, Foreseen>;
  readonly outcome: Outcome;
  readonly progress: readonly Progress[];
}

export async function openWorld(): Promise<World> {
  const api = await connect({ kubeconfig: inject('kubeconfig') });
  const namespace = `apply-${randomBytes(5).toString('hex')}`;
  await serverSideApply(
    api,
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { manager: 'test', force: true },
  );
  onTestFinished(async () => {
    await remove(api, { apiVersion: 'v1', kind: 'Namespace', name: namespace });
    await api.close();
  });
  return {
    api,
    namespace,
    id: applySetId({ name: 'tug-test', namespace, kind: 'ConfigMap', group: '' }),
    ledger: new Map(),
    refs: new Map(),
  };
}

/** plan → apply, as `app/converge.ts` does it; what the objects no longer hold is pruned. */
export async function push(world: World, objects: readonly KubeObject[], options: PushOptions = {}): Promise<Pushed> {
  const { plan, foreseen, desired } = await planFor(world, objects, options);
  const { swap } = options;
  for (const [key, one] of swap ? desired : []) {
    const { namespace, labels } = one.object.metadata;
    if (swap) {
      desired.set(key, {
        ...one,
        object: { ...swap, metadata: { ...swap.metadata, namespace, labels } } as KubeObject,
      });
    }
  }
  await options.between?.();
  const progress: Progress[] = [];
  const outcome = await carryOut({
    api: world.api,
    manager,
    conflicts: 'take',
    wait: true,
    timeoutMs: 60_000,
    concurrency: 8,
    partial: false,
    waitAlso: [],
    members: `${partOfLabel}=${world.id}`,
    health,
    reportsHealth,
    now: Date.now,
    onProgress: (event) => progress.push(event),
    ...options,
    plan,
    desired,
  });
  for (const step of outcome.steps) {
    if (step.entry) world.ledger.set(step.id, step.entry);
    if (step.result === 'deleted') forget(world, step.id);
  }
  for (const one of desired.values()) world.refs.set(one.key, refOf(one.object));
  return { plan, foreseen, outcome, progress };
}

function forget(world: World, id: string): void {
  world.ledger.delete(id);
  world.refs.delete(id);
}

export async function planFor(
  world: World,
  objects: readonly KubeObject[],
  options: PushOptions = {},
): Promise<{ plan: Plan; foreseen: Map<string, Foreseen>; desired: Map<string, Desired> }> {
  const { api } = world;
  const served = await mapper(api);
  const made = makeDesired(
    objects.map((object) => ({ object, origin: { file: 'test.yaml' } })),
    {
      scopeOf: (apiVersion, kind) => {
        const type = served.byKind(apiVersion, kind);
        return type && (type.namespaced ? 'namespaced' : 'cluster');
      },
      namespace: world.namespace,
      label: { key: partOfLabel, value: world.id },
      ignore: options.ignore ?? [],
    },
  );
  const observed = await observe(world, made.desired);
  const foreseen = await foresee(options.api ?? api, made.desired, {
    manager,
    conflicts: options.conflicts ?? 'take',
    observed,
    missingNamespaces: options.missingNamespaces ?? new Set(),
    desired: made.desired,
    concurrency: 8,
  });
  const plan = makePlan({
    app: { name: 'test', namespace: world.namespace },
    desired: made.desired,
    observed,
    ledger: world.ledger,
    foreseen,
    unchanged: [],
    operation: world.ledger.size === 0 ? 'install' : 'upgrade',
    manager,
    policy: {
      prune: true,
      pruneLimit: 100,
      conflicts: options.conflicts ?? 'take',
      partial: options.partial ?? false,
      consent: {
        empty: true,
        prune: true,
        kinds: ['CustomResourceDefinition', 'Namespace'],
        replace: options.replace ?? false,
      },
    },
    otherAppOf: (object) => {
      const id = object.metadata.labels?.[partOfLabel];
      return id && id !== world.id && ownsLabel(object, manager, partOfLabel) ? id : undefined;
    },
  });
  return {
    plan: { ...plan, blocked: [...made.problems, ...plan.blocked] },
    foreseen,
    desired: new Map(made.desired.map((one) => [one.key, one])),
  };
}

async function observe(world: World, desired: readonly Desired[]): Promise<Map<string, Observed>> {
  const refs = new Map([...world.refs, ...desired.map(({ key, object }) => [key, refOf(object)] as const)]);
  const observed = new Map<string, Observed>();
  for (const [key, ref] of refs) {
    const served = (await mapper(world.api)).byKind(ref.apiVersion, ref.kind);
    const object = served && ref.name ? await find(world.api, ref) : undefined;
    if (object && ownsLabel(object, manager, partOfLabel) && object.metadata.labels?.[partOfLabel] === world.id) {
      observed.set(key, { key, ref, object, full: true, own: ownMark(object, manager) });
    }
  }
  return observed;
}

export async function live(world: World, object: KubeObject): Promise<KubeObject | undefined> {
  return find(world.api, { ...refOf(object), namespace: object.metadata.namespace ?? world.namespace });
}

/** The outcome of one object's step. */
export function outcomeOf({ outcome }: Pushed, object: KubeObject, world: World): Outcome['steps'][number] | undefined {
  const ref = refOf(object);
  return outcome.steps.find(
    ({ id }) => id === refKey({ ...ref, namespace: ref.namespace ?? world.namespace }) || id === refKey(ref),
  );
}

export async function kubectl(world: World, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runKubectl('-n', world.namespace, ...args);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

export function configMap(name: string, data: Record<string, string> = { a: '1' }): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

export function deployment(name: string, image = 'example.test/app:1', spec: Record<string, unknown> = {}): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'app', image }] } },
      ...spec,
    },
  };
}

export function job(name: string, image = 'example.test/job:1', annotations: Record<string, string> = {}): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations },
    spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'job', image }] } } },
  };
}
