/** Desired × observed → plan. Pure: everything it goes by is handed to it. */
import { sha256Hex } from '../lib/digest.ts';
import { hookSteps } from './hook-steps.ts';
import { refuseCycles } from './order/cycle.ts';
import { edgesOf } from './order/edges.ts';
import { isHook, isSkipped } from './order/hooks.ts';
import type { PlanInput } from './input.ts';
import { pruneSteps } from './prune.ts';
import { stepFor } from './step.ts';
import type { Action, Blocked, Plan, Stage, Step, Summary } from './types.ts';

export function makePlan(input: PlanInput): Plan {
  const blocked: Blocked[] = [];
  const block = (one: Blocked): void => void blocked.push(one);
  const ordinary = input.desired.filter(({ object }) => !isHook(object) && !isSkipped(object));
  const edges = edgesOf(ordinary.map(({ key, object }) => ({ id: key, object })));
  const arriving = new Set(ordinary.filter(({ key }) => isCreated(input, key)).map(({ key }) => key));

  refuseEmpty(input, ordinary.length, block);
  const changed = ordinary.flatMap((one) => {
    const after = edges.get(one.key) ?? [];
    return stepFor(one, input, after, after.some(({ step }) => arriving.has(step)), block) ?? [];
  });
  const pruned = pruneSteps(input, block);
  const hooks = hookSteps(input, changed, pruned);
  const at = (stage: Stage): Step[] => hooks.filter((step) => step.stage === stage);
  // Between the stages apply sets gates; the edges are those within a stage.
  const steps = [...at('before'), ...changed, ...at('deploy'), ...pruned, ...at('after'), ...at('onFailure')];
  refuseCycles(steps);
  return {
    app: input.app,
    desired: digestOf(input),
    summary: count(steps, ordinary.length - changed.length - blocked.filter((b) => b.ofDesired).length),
    steps,
    blocked,
  };
}

function isCreated(input: PlanInput, key: string): boolean {
  const kind = input.foreseen.get(key)?.kind;
  return kind === 'create' || kind === 'absent';
}

/** An empty directory is far more often a wrong path or a broken build than a wish to delete everything. */
function refuseEmpty(input: PlanInput, ordinary: number, block: (one: Blocked) => void): void {
  const { operation, policy, app } = input;
  if (ordinary > 0 || operation === 'delete' || policy.consent.empty || input.desired.length > 0) return;
  block({
    object: { apiVersion: 'tug.dev/v1alpha1', kind: 'App', namespace: app.namespace, name: app.name },
    reason: 'the target holds no objects, which would delete every member',
    remedy: 'check the path; if it is meant, allow it with --allow-empty',
  });
}

function digestOf(input: PlanInput): string {
  return sha256Hex(input.desired.map(({ key, digest }) => `${key} ${digest}`).toSorted().join('\n'));
}

const actions: readonly Action[] = ['create', 'update', 'adopt', 'replace', 'run', 'delete', 'keep', 'orphan'];

function count(steps: readonly Step[], unchanged: number): Summary {
  const counts = Object.fromEntries(actions.map((action) => [action, steps.filter((s) => s.action === action).length]));
  return { ...(counts as Record<Action, number>), unchanged: Math.max(0, unchanged) };
}
