/** Puts the parts of a plan in order: hooks before, the objects, hooks after, then what is pruned. */
import type { After, Step } from '../types.ts';
import { unique } from './edges.ts';

/** What hooks themselves may need, and so does not wait for them. */
const beforeHooks: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition']);

export function withStages(changed: readonly Step[], hooks: readonly Step[], pruned: readonly Step[]): Step[] {
  const first = changed.filter((step) => beforeHooks.has(step.object.kind));
  const early = hooks.filter(({ stage }) => stage === 'before');
  const late = hooks.filter(({ stage }) => stage === 'after');
  const other = hooks.filter(({ stage }) => stage === 'deploy' || stage === 'onFailure');
  const healthy = (steps: readonly Step[]): After[] => steps.map(({ id }) => ({ step: id, until: 'healthy' }));
  const applied = (steps: readonly Step[]): After[] => steps.map(({ id }) => ({ step: id, until: 'applied' }));
  const more = (step: Step, edges: readonly After[]): Step => (edges.length > 0 ? { ...step, after: unique([...step.after, ...edges]) } : step);

  const afterFirst = healthy(first);
  const afterEarly = healthy(early);
  const deploy = changed.map((step) => (beforeHooks.has(step.object.kind) ? step : more(step, afterEarly)));
  const deleted = pruned.filter(({ action }) => action !== 'keep');
  const afterDeploy = healthy([...deploy, ...other.filter(({ stage }) => stage === 'deploy'), ...(changed.length > 0 ? [] : deleted)]);
  // Pruning waits until the rest is applied: a deploy that fails half-way deletes nothing.
  const afterApplied = [...applied(deploy), ...afterEarly];
  return [
    ...early.map((step) => more(step, afterFirst)),
    ...deploy,
    ...other.map((step) => (step.stage === 'deploy' ? more(step, afterEarly) : step)),
    ...pruned.map((step) => (step.action === 'keep' ? step : more(step, afterApplied))),
    ...late.map((step) => more(step, afterDeploy)),
  ];
}
