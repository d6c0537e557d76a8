/** What becomes of members that the files no longer name. */
import { edgesOf } from './order/edges.ts';
import { losesWithDelete, risksOfDelete } from './risks.ts';
import type { PlanInput } from './input.ts';
import type { Action, After, Blocked, Observed, Step } from './types.ts';

/** Annotations by which people protect an object: tug's, Helm's, Argo CD's, Flux's. */
const protections: readonly [string, (value: string) => boolean][] = [
  ['tug.dev/prune', (v) => v === 'never'],
  ['helm.sh/resource-policy', (v) => v === 'keep'],
  ['argocd.argoproj.io/sync-options', (v) => v.includes('Prune=false')],
  ['kustomize.toolkit.fluxcd.io/prune', (v) => v === 'disabled'],
];

export function pruneSteps(input: PlanInput, block: (one: Blocked) => void): Step[] {
  const { policy, operation } = input;
  const wanted = new Set(input.desired.map(({ key }) => key));
  const gone = [...input.observed.values()].filter(({ key }) => operation === 'delete' || !wanted.has(key));
  const steps = gone.map((member) => stepOf(member, input));
  const deleted = steps.filter(({ action }) => action === 'delete');
  if (operation !== 'delete' && deleted.length > policy.pruneLimit && !policy.consent.prune) {
    block({
      object: { apiVersion: 'tug.dev/v1alpha1', kind: 'App', ...input.app },
      reason: `${deleted.length} members would be deleted, more than sync.pruneLimit (${policy.pruneLimit}) allows`,
      remedy: 'look at the list; if it is meant, allow it with --allow-many-deletions',
    });
  }
  for (const { object } of deleted) {
    const loses = losesWithDelete(object);
    if (!loses || policy.consent.kinds.includes(object.kind)) continue;
    block({ object, reason: `deleting it loses ${loses}`, remedy: `if it is meant, allow it with --allow-delete ${object.kind}` });
  }
  return reversed(steps, gone);
}

function stepOf(member: Observed, input: PlanInput): Step {
  const { action, reason } = fateOf(member, input);
  return {
    id: member.key,
    action,
    object: member.ref,
    reason,
    stage: 'deploy',
    after: [],
    risks: action === 'delete' ? risksOfDelete(member.ref) : [],
    changes: [],
    resourceVersion: member.object.metadata.resourceVersion,
    uid: member.object.metadata.uid,
  };
}

function fateOf(member: Observed, { policy, operation }: PlanInput): { action: Action; reason: string } {
  const annotations = member.object.metadata.annotations ?? {};
  const protection = protections.find(([name, protects]) => protects(annotations[name] ?? ''));
  // What outlives its App must not be left with a label that leads nowhere.
  if (protection) return { action: operation === 'delete' ? 'orphan' : 'keep', reason: `${protection[0]} protects it` };
  if (operation === 'delete') return { action: 'delete', reason: 'its App is deleted' };
  if (!policy.prune) return { action: 'keep', reason: 'sync.prune is false' };
  return { action: 'delete', reason: 'the files no longer name it' };
}

/** What was made first goes last. */
function reversed(steps: readonly Step[], gone: readonly Observed[]): Step[] {
  const deleted = new Set(steps.filter(({ action }) => action === 'delete').map(({ id }) => id));
  const forward = edgesOf(gone.map(({ key, object }) => ({ id: key, object })));
  const back = new Map<string, After[]>();
  for (const [id, edges] of forward) {
    if (!deleted.has(id)) continue;
    for (const { step } of edges) if (deleted.has(step)) back.set(step, [...(back.get(step) ?? []), { step: id, until: 'applied' }]);
  }
  return steps.map((step) => ({ ...step, after: back.get(step.id) ?? [] }));
}
