/** Everything a plan is made of, gathered: desired objects, ledger, members, dry runs; and the plan. Reads only. */
import { foresee } from '../../apply/foresee.ts';
import { compileRules, health, reportsHealth } from '../../health/index.ts';
import { apiVersionOf, mapper, type Mapper } from '../../kube/index.ts';
import { ownEntry } from '../../kube/fields.ts';
import { groupOf, type ObjectRef } from '../../kube/object.ts';
import { partOfLabel } from '../../plan/applyset.ts';
import { toAsk } from '../../plan/changed.ts';
import { makeDesired } from '../../plan/desired.ts';
import type { Operation } from '../../plan/order/hooks.ts';
import { makePlan } from '../../plan/plan.ts';
import type { Blocked, Desired, Foreseen, Observed, Plan } from '../../plan/types.ts';
import type { RenderedObject } from '../../render/types.ts';
import { type AppRef, type Inputs, type Ledger, ledgerId } from '../ledger/ledger.ts';
import { type MissingNamespaces, missingNamespaces, namespaceObject } from './namespaces.ts';
import { otherApps } from './neighbours.ts';
import { ledgerOf } from './recover.ts';
import { observe } from './observe.ts';
import type { AppSpec } from '../spec/schema.ts';
import { fieldManager } from '../names.ts';
import type { Consent, World } from '../world.ts';

const dryRunConcurrency = 24;

export interface SurveyRequest {
  readonly ref: AppRef;
  /** Namespace of objects that name none. */
  readonly destination: string;
  readonly createNamespace: boolean;
  readonly revision: string;
  /** What was rendered, or what a release remembers. */
  readonly rendered: readonly RenderedObject[];
  readonly spec: AppSpec;
  readonly operation: 'deploy' | 'rollback' | 'delete' | 'repair';
  /** Of the render, to be kept in the ledger. */
  readonly inputs?: Inputs | undefined;
  readonly consent: Consent;
}

export interface Survey {
  readonly ledger: Ledger;
  readonly desired: ReadonlyMap<string, Desired>;
  readonly observed: ReadonlyMap<string, Observed>;
  readonly foreseen: ReadonlyMap<string, Foreseen>;
  readonly unchanged: readonly Desired[];
  /** Members that need no write and are not healthy yet. */
  readonly unhealthy: readonly ObjectRef[];
  readonly plan: Plan;
}

export async function survey(request: SurveyRequest, world: World): Promise<Survey> {
  const { ref, spec, consent } = request;
  const { api, signal } = world;
  compileRules(spec.health);
  const [ledger, served] = await Promise.all([ledgerOf(ref, world), mapper(api)]);
  const [observed, namespaces] = await Promise.all([
    world.memory?.members(ledger) ?? observe(api, ledger, signal),
    missingNamespaces(request, world),
  ]);
  const { desired, problems } = desiredOf(request, served, namespaces);
  const refused = world.refuse?.(desired) ?? [];
  const { unchanged, ask } = toAsk(desired, observed, ledger.entries);
  const foreseen = await foresee(api, ask, {
    manager: fieldManager,
    conflicts: spec.sync.conflicts,
    observed,
    missingNamespaces: namespaces.toCreate,
    concurrency: dryRunConcurrency,
    creations: world.memory?.creations,
    desired,
    ...(signal ? { signal } : {}),
  });
  const plan = makePlan({
    app: ref,
    desired,
    observed,
    ledger: ledger.entries,
    lastDesired: ledger.desired,
    foreseen,
    unchanged,
    operation: operationOf(request, ledger, foreseen),
    manager: fieldManager,
    policy: {
      prune: spec.sync.prune,
      pruneLimit: spec.sync.pruneLimit,
      conflicts: spec.sync.conflicts,
      partial: spec.sync.partial,
      consent: {
        empty: consent.empty,
        prune: consent.manyDeletions,
        kinds: consent.deleteKinds,
        replace: consent.replace,
        leaveData: consent.leaveData,
      },
    },
    otherAppOf: await otherApps(api, ref, foreseen),
  });
  return {
    ledger,
    desired: new Map(desired.map((d) => [d.key, d])),
    observed,
    foreseen,
    unchanged,
    unhealthy: unhealthyOf(unchanged, observed, spec),
    plan: { ...plan, blocked: withoutEchoes([...problems, ...refused, ...plan.blocked], namespaces.blocked) },
  };
}

/** Objects that somebody else made are an upgrade of what runs: the hooks of a first install are not for them. */
function operationOf({ operation }: SurveyRequest, ledger: Ledger, foreseen: ReadonlyMap<string, Foreseen>): Operation {
  if (operation !== 'deploy') return operation;
  const adopts = [...foreseen.values()].some((one) => one.kind === 'update' && !ownEntry(one.live, fieldManager));
  return ledger.release === 0 && !adopts ? 'install' : 'upgrade';
}

/** A namespace that is missing explains every refusal of what should go into it. */
function withoutEchoes(blocked: readonly Blocked[], missing: readonly Blocked[]): Blocked[] {
  const names = new Set(missing.map(({ object }) => object.name));
  return [...missing, ...blocked.filter(({ object }) => !names.has(object.namespace ?? ''))];
}

function desiredOf(
  request: SurveyRequest,
  served: Mapper,
  namespaces: MissingNamespaces,
): { desired: Desired[]; problems: readonly Blocked[] } {
  const made = makeDesired(request.rendered, {
    scopeOf: (apiVersion, kind) => {
      const type = served.byKind(apiVersion, kind);
      return type ? (type.namespaced ? 'namespaced' : 'cluster') : undefined;
    },
    hintFor: (apiVersion, kind) => {
      const type = served.preferred({ group: groupOf(apiVersion), kind });
      return type && `use apiVersion ${apiVersionOf(type)}`;
    },
    namespace: request.destination,
    label: { key: partOfLabel, value: ledgerId(request.ref) },
    ignore: request.spec.ignore,
  });
  const created = [...namespaces.toCreate]
    .map(namespaceObject)
    .filter((d) => !made.desired.some((x) => x.key === d.key));
  return { desired: [...created, ...made.desired], problems: made.problems };
}

function unhealthyOf(
  unchanged: readonly Desired[],
  observed: ReadonlyMap<string, Observed>,
  spec: AppSpec,
): ObjectRef[] {
  return unchanged.flatMap(({ key }) => {
    const member = observed.get(key);
    if (!member || !(member.full || member.health)) return [];
    if (!reportsHealth(groupOf(member.ref.apiVersion), member.ref.kind)) return [];
    const { status } = member.health ?? health(member.object, { rules: spec.health });
    return status === 'InProgress' || status === 'Failed' ? [member.ref] : [];
  });
}
