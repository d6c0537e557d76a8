/** Steps → steps with the edges of their stage. Between the stages apply sets gates. */
import { type KubeObject, refText } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import type { After, Stage, Step } from '../types.ts';
import { askedBy } from './asked.ts';
import { edgesOf, neededBy, type Node, unique } from './edges.ts';
import { weightOf } from './hooks.ts';

export interface OrderInput {
  /** Without edges: ordinary steps and hooks. */
  readonly steps: readonly Step[];
  /** Of every desired object. */
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** Ids of objects that would be steps if they were not blocked: what waits for them must not start. */
  readonly blocked: ReadonlySet<string>;
  /** Ids of objects that are not there yet. */
  readonly arriving: ReadonlySet<string>;
}

export function withEdges(input: OrderInput): Step[] {
  const { steps, blocked, arriving } = input;
  const waiting = new Set([...steps.map(({ id }) => id), ...blocked]);
  const nodes = [...input.objects].filter(([id]) => waiting.has(id)).map(([id, object]): Node => ({ id, object }));
  const stages = new Map(steps.map(({ id, stage }) => [id, stage]));
  const ordinary = edgesOf(
    nodes.filter(({ id }) => (stages.get(id) ?? 'deploy') === 'deploy'),
    arriving,
  );
  const needs = neededBy(nodes);
  const asked = askedBy(nodes).edges;
  const ordered = steps.map((step): Step => {
    const written = (asked.get(step.id) ?? []).map((id): After => ({ step: id, until: 'healthy' }));
    if (step.stage === 'deploy') {
      const hooks = written.filter(({ step: id }) => stages.get(id) !== 'deploy' && stages.has(id));
      return { ...step, after: [...(ordinary.get(step.id) ?? []), ...hooks] };
    }
    const own = hooksBefore(step, input);
    const needed = (needs.get(step.id) ?? []).filter(({ step: id }) => mayWaitFor(step, id, input, stages));
    return { ...step, after: unique([...needed, ...own, ...written]) };
  });
  refuseLaterStages(ordered);
  return ordered;
}

/** The hooks of the next lower weight in the same stage. */
function hooksBefore(hook: Step, { steps, objects }: OrderInput): After[] {
  const weight = weightIn(objects, hook.id);
  const lower = steps.filter((other) => other.stage === hook.stage && weightIn(objects, other.id) < weight);
  const nearest = Math.max(...lower.map(({ id }) => weightIn(objects, id)));
  return lower
    .filter(({ id }) => weightIn(objects, id) === nearest)
    .map(({ id }): After => ({ step: id, until: 'healthy' }));
}

function weightIn(objects: ReadonlyMap<string, KubeObject>, id: string): number {
  const object = objects.get(id);
  return object ? weightOf(object) : 0;
}

/**
 * What a hook names: other hooks of its stage, and what comes with the ordinary stage and is not there yet. What is there already stays as
 * it is until the hook is through: with Helm and Argo CD too a hook that runs before an upgrade sees what was before.
 */
function mayWaitFor(
  hook: Step,
  id: string,
  { objects, arriving, blocked }: OrderInput,
  stages: ReadonlyMap<string, Stage>,
): boolean {
  const stage = stages.get(id);
  if (stage === hook.stage) return weightIn(objects, id) <= weightIn(objects, hook.id);
  return hook.stage === 'before' && (blocked.has(id) || (stage === 'deploy' && arriving.has(id)));
}

const rank: Readonly<Record<Stage, number>> = { before: 0, deploy: 1, after: 2, onFailure: 3 };

/** Only `tug.dev/after` can ask for it; nobody would ever start. */
function refuseLaterStages(steps: readonly Step[]): void {
  const byId = new Map(steps.map((step) => [step.id, step]));
  for (const step of steps) {
    for (const { step: id } of step.after) {
      const other = byId.get(id);
      if (!other || other.stage === 'deploy' || rank[other.stage] <= rank[step.stage]) continue;
      throw new Problem(
        'InvalidSpec',
        `${refText(step.object)} waits for ${refText(other.object)}, a hook that runs only after it`,
        {
          where: refText(step.object),
          hint: 'correct its annotation tug.dev/after',
        },
      );
    }
  }
}
