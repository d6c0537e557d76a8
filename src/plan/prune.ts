/** What becomes of members that the files no longer name. */
import type { KubeObject } from '../kube/object.ts';
import { annotationOf, prune as pruneAnnotation, wordsOf } from './annotations.ts';
import type { PlanInput } from './input.ts';
import { offeredTo } from './membership.ts';
import { deletionEdges } from './order/deletions.ts';
import { losesWithDelete, risksOfDelete } from './risks.ts';
import type { Action, Blocked, Observed, Step } from './types.ts';

/** Annotations by which people protect an object: tug's, Helm's, Argo CD's, Flux's. */
const protections: readonly {
  readonly name: string;
  readonly protects: (object: KubeObject, name: string) => boolean;
}[] = [
  { name: pruneAnnotation, protects: (object, name) => annotationOf(object, name) === 'never' },
  { name: 'helm.sh/resource-policy', protects: (object, name) => wordsOf(object, name).includes('keep') },
  {
    name: 'argocd.argoproj.io/sync-options',
    protects: (object, name) => wordsOf(object, name).includes('Prune=false'),
  },
  { name: 'kustomize.toolkit.fluxcd.io/prune', protects: (object, name) => annotationOf(object, name) === 'disabled' },
];

interface Fate {
  readonly action: Action;
  readonly reason: string;
}

export interface PruneContext {
  readonly input: PlanInput;
  /** Hooks of this operation, which see to their own objects. */
  readonly running: ReadonlySet<string>;
  /** Why nothing at all may be deleted. */
  readonly holdBack: string | undefined;
  readonly block: (one: Blocked) => void;
}

export function pruneSteps(context: PruneContext): Step[] {
  const { input, running } = context;
  const wanted = new Set(input.operation === 'delete' ? running : input.desired.map(({ key }) => key));
  const gone = [...input.observed.values()].filter(({ key }) => !wanted.has(key));
  const fates = new Map(gone.map((member) => [member.key, fateOf(member, context)]));
  refuseMany(fates, context);
  const steps = gone.map((member) => stepOf(member, fates.get(member.key) ?? lost));
  const deleted = new Set(steps.filter(({ action }) => action === 'delete').map(({ id }) => id));
  const nodes = gone
    .filter(({ key }) => deleted.has(key))
    .map(({ key, object, ref }) => ({ id: key, object: withRef(object, ref) }));
  const edges = deletionEdges(nodes);
  return steps.map((step) => ({ ...step, after: edges.get(step.id) ?? [] }));
}

const lost: Fate = { action: 'keep', reason: '' };

/** Items of a metadata list say what they are a list of, not always what they are. */
function withRef(object: KubeObject, { apiVersion, kind }: Observed['ref']): KubeObject {
  return { ...object, apiVersion, kind };
}

function stepOf({ key, ref, object }: Observed, { action, reason }: Fate): Step {
  return {
    id: key,
    action,
    object: ref,
    reason,
    stage: 'deploy',
    after: [],
    risks: action === 'delete' ? risksOfDelete(withRef(object, ref)) : [],
    changes: [],
    resourceVersion: object.metadata.resourceVersion,
    uid: object.metadata.uid,
  };
}

function fateOf({ object, ref }: Observed, { input, holdBack, block }: PruneContext): Fate {
  const { policy, operation, app } = input;
  const isDelete = operation === 'delete';
  // What outlives its App must not be left with a label that leads nowhere.
  const stays: Action = isDelete ? 'orphan' : 'keep';
  const protection = protections.find(({ name, protects }) => protects(object, name));
  if (protection) return { action: stays, reason: `${protection.name} protects it` };
  const taker = offeredTo(object, app);
  if (taker) return { action: stays, reason: `it is offered to App ${taker}` };
  if (!isDelete && !policy.prune) return { action: 'keep', reason: 'sync.prune is false' };
  if (holdBack) return { action: 'keep', reason: holdBack };
  const loses = losesWithDelete(ref);
  if (loses && !policy.consent.kinds.includes(ref.kind)) {
    if (isDelete && policy.consent.leaveData) return { action: 'orphan', reason: `deleting it loses ${loses}` };
    block({
      object: ref,
      reason: `deleting it loses ${loses}`,
      remedy: `if it is meant, allow it with --allow-delete ${ref.kind}`,
    });
    return { action: 'keep', reason: `deleting it loses ${loses}` };
  }
  return { action: 'delete', reason: isDelete ? 'its App is deleted' : 'the files no longer name it' };
}

/** Too many deletions at once are none: each stays, and says so. */
function refuseMany(fates: Map<string, Fate>, { input, block }: PruneContext): void {
  const { policy, operation, app } = input;
  const deleted = [...fates].filter(([, { action }]) => action === 'delete');
  if (operation === 'delete' || deleted.length <= policy.pruneLimit || policy.consent.prune) return;
  block({
    object: { apiVersion: 'tug.dev/v1alpha1', kind: 'App', ...app },
    reason: `${deleted.length} members would be deleted, more than sync.pruneLimit (${policy.pruneLimit}) allows`,
    remedy: 'look at the list; if it is meant, allow it with --allow-many-deletions',
  });
  const reason = 'the files no longer name it, but sync.pruneLimit keeps it';
  for (const [key] of deleted) fates.set(key, { action: 'keep', reason });
}
