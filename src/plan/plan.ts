/** Desired × observed → plan. Pure: everything it goes by is handed to it. */
import { sha256Hex } from '../lib/digest.ts';
import { type KubeObject, refKey, refOf } from '../kube/object.ts';
import { partOfLabel } from './applyset.ts';
import { hookSteps } from './hook-steps.ts';
import type { PlanInput } from './input.ts';
import { askedBy } from './order/asked.ts';
import { isCleanup, withCleanup } from './order/cleanup.ts';
import { isHook } from './order/hooks.ts';
import { withEdges } from './order/order.ts';
import { sorted } from './order/sort.ts';
import { pruneSteps } from './prune.ts';
import { stepFor } from './step.ts';
import type { Action, Blocked, Desired, Plan, Step, Summary } from './types.ts';

/** Problem `InvalidSpec` when steps wait for one another in a circle. */
export function makePlan(input: PlanInput): Plan {
  const blocked: Blocked[] = [];
  const block = (one: Blocked): void => void blocked.push(one);
  const isEmpty = refuseEmpty(input, block);
  // To delete an App is to want nothing of it; its hooks alone are still asked for.
  const ordinary = input.operation === 'delete' ? [] : input.desired.filter(({ object }) => !isHook(object));
  const arriving = ordinary.filter(({ key }) => isCreated(input, key));
  const changed = ordinary.flatMap((one) => stepFor(one, { input, arriving, block }) ?? []);
  const digest = digestOf(input);
  const holdBack = isEmpty ? 'the target holds no objects' : heldBackBy(blocked, input);
  const running = hookSteps(input, digest, true);
  const pruned = pruneSteps({ input, running: new Set(running.map(({ id }) => id)), holdBack, block });
  const hooks = hookSteps(input, digest, [...changed, ...pruned].some(isPending));
  const ordered = withEdges({
    steps: refuseUnknownNames([...changed, ...hooks], input, block),
    objects: new Map(input.desired.map(({ key, object }): [string, KubeObject] => [key, object])),
    blocked: new Set(blocked.filter((b) => b.ofDesired).map(({ object }) => refKey(object))),
    arriving: new Set(arriving.map(({ key }) => key)),
  });
  const complete = withCleanup(ordered);
  const steps = sorted([
    ...inStages(complete, ['before', 'deploy']),
    ...pruned,
    ...inStages(complete, ['after', 'onFailure']),
  ]);
  return { app: input.app, desired: digest, summary: summaryOf(steps, ordinary, blocked), steps, blocked };
}

/** Whether a step changes anything in the cluster. */
export const isPending = (step: Step): boolean => step.action !== 'keep';

function isCreated({ foreseen }: PlanInput, key: string): boolean {
  const kind = foreseen.get(key)?.kind;
  return kind === 'create' || kind === 'absent';
}

/** An empty directory is far more often a wrong path or a broken build than a wish to delete everything. */
function refuseEmpty({ desired, operation, policy, app }: PlanInput, block: (one: Blocked) => void): boolean {
  if (desired.some(isMember) || operation === 'delete' || policy.consent.empty) return false;
  block({
    object: { apiVersion: 'tug.dev/v1alpha1', kind: 'App', ...app },
    reason: 'the target holds no objects, which would delete every member',
    remedy: 'check the path; if it is meant, allow it with --allow-empty',
  });
  return true;
}

/** What goes may be what a blocked object was to replace. */
function heldBackBy(blocked: readonly Blocked[], { policy }: PlanInput): string | undefined {
  return policy.partial && blocked.some((b) => b.ofDesired)
    ? 'nothing is deleted while objects are blocked'
    : undefined;
}

/** `tug.dev/after` that names nothing is a typing error, and the order it asks for would silently not be kept. */
function refuseUnknownNames(steps: readonly Step[], input: PlanInput, block: (one: Blocked) => void): Step[] {
  const { unknown } = askedBy(input.desired.map(({ key, object }) => ({ id: key, object })));
  if (unknown.size === 0) return [...steps];
  const where = new Map(input.desired.map((one) => [one.key, one.where]));
  return steps.filter((step) => {
    const names = unknown.get(step.id);
    if (!names) return true;
    block({
      object: step.object,
      reason: `tug.dev/after names ${names.join(', ')}, which is not among the objects of this App (${where.get(step.id) ?? ''})`,
      remedy: 'write Kind/name of another object of this App',
      ofDesired: true,
    });
    return false;
  });
}

function inStages(steps: readonly Step[], stages: readonly Step['stage'][]): Step[] {
  return stages.flatMap((stage) => steps.filter((step) => step.stage === stage));
}

/** A namespace made for an App carries no label and is not its own. */
const isMember = ({ object }: Desired): boolean => object.metadata.labels?.[partOfLabel] !== undefined;

/** Over the members alone: a namespace that is made once for the App is not there to compare with the next time. */
function digestOf({ desired }: PlanInput): string {
  const lines = desired.filter(isMember).map(({ key, digest }) => `${key} ${digest}`);
  return sha256Hex(lines.toSorted().join('\n'));
}

const actions: readonly Action[] = ['create', 'update', 'adopt', 'replace', 'run', 'delete', 'keep', 'orphan'];

function summaryOf(all: readonly Step[], ordinary: readonly Desired[], blocked: readonly Blocked[]): Summary {
  const steps = all.filter((step) => !isCleanup(step));
  const counts = Object.fromEntries(actions.map((action) => [action, steps.filter((s) => s.action === action).length]));
  const touched = new Set([...steps.map(({ id }) => id), ...blocked.map(({ object }) => refKey(object))]);
  const unchanged = ordinary.filter(({ object }) => !touched.has(refKey(refOf(object)))).length;
  return { ...(counts as Record<Action, number>), unchanged };
}
