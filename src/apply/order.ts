/** From a plan's steps to tasks: the plan's edges, and gates between the stages of a deploy. Pure. */
import { refKey } from '../kube/object.ts';
import type { After, Plan, Stage, Step } from '../plan/types.ts';
import type { Task } from './graph.ts';

export type StepTask = Task & ({ readonly step: Step } | { readonly blocked: true } | { readonly gate: true });

type Group = 'before' | 'deploy' | 'prune' | 'after';

/** What each group waits for as a whole. What goes comes last, so that nothing is taken away before its successor stands. */
const waitsFor: Readonly<Record<Group, readonly Group[]>> = {
  before: [],
  deploy: ['before'],
  prune: ['before', 'deploy'],
  after: ['before', 'deploy', 'prune'],
};

export interface OrderOptions {
  /** Whether a deploy is over when its objects are healthy, or already when they are applied. */
  readonly wait: boolean;
}

/** Tasks of all stages but `onFailure`. Objects that are blocked are tasks that fail, so that what waits for them is skipped. */
export function tasksOf(plan: Plan, options: OrderOptions): StepTask[] {
  const blocked = [...new Set(plan.blocked.map(({ object }) => refKey(object)))];
  // What is said of the App itself (too many deletions, nothing left) is said of what goes.
  const ofApp = blocked.filter((id) => id.startsWith('tug.dev/App/'));
  const groups: Record<Group, Step[]> = { before: [], deploy: [], prune: [], after: [] };
  const early = neededBefore(plan.steps);
  const stopped = new Set(blocked);
  for (const step of plan.steps) {
    const group = early.has(step.id) ? 'before' : groupOf(step);
    if (group && !stopped.has(step.id)) groups[group].push(step);
  }
  const tasks: StepTask[] = blocked.map((id) => ({ id, after: [], blocked: true }));
  for (const group of Object.keys(groups) as Group[]) {
    const steps = groups[group];
    if (steps.length === 0) continue;
    const gates = waitsFor[group].filter((before) => groups[before].length > 0).map(gateId);
    // Hooks that come after a deploy are promised a whole one.
    const promised = group === 'after' ? blocked : group === 'prune' ? ofApp : [];
    const whole = promised.map((step): After => ({ step, until: 'applied' }));
    const edges: After[] = [...gates.map((step): After => ({ step, until: 'applied' })), ...whole];
    for (const step of steps) tasks.push({ id: step.id, after: [...step.after, ...edges], step });
    tasks.push({
      id: gateId(group),
      after: steps.map(({ id }): After => ({ step: id, until: milestone(group, options) })),
      gate: true,
    });
  }
  return tasks;
}

/** What runs only when something failed. */
export function failureTasks(plan: Plan): StepTask[] {
  return plan.steps
    .filter(({ stage }) => stage === 'onFailure')
    .map((step) => ({ id: step.id, after: step.after, step }));
}

/** Steps whose health somebody waits for, whether or not the verdict does. */
export function awaited(tasks: readonly StepTask[]): Set<string> {
  return new Set(tasks.flatMap(({ after }) => after.flatMap(({ step, until }) => (until === 'healthy' ? [step] : []))));
}

/** What a hook of the first stage waits for, its namespace for instance, has to come before the gate as well. */
function neededBefore(steps: readonly Step[]): Set<string> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const needed = new Set<string>();
  const stack = steps.filter(({ stage }) => stage === 'before');
  for (let step = stack.pop(); step; step = stack.pop()) {
    for (const { step: id } of step.after) {
      const before = byId.get(id);
      if (!before || needed.has(id)) continue;
      needed.add(id);
      stack.push(before);
    }
  }
  return needed;
}

const gateId = (group: Group): string => `gate ${group}`;

/** Hooks are always run to their end. */
function milestone(group: Group, { wait }: OrderOptions): After['until'] {
  return wait || group === 'before' || group === 'after' ? 'healthy' : 'applied';
}

const byStage: Readonly<Record<Stage, Group | undefined>> = {
  before: 'before',
  deploy: 'deploy',
  after: 'after',
  onFailure: undefined,
};

function groupOf({ stage, action }: Step): Group | undefined {
  return stage === 'deploy' && (action === 'delete' || action === 'orphan') ? 'prune' : byStage[stage];
}
