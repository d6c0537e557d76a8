import { type KubeObject, refOf } from '../kube/object.ts';
import type { PlanInput } from './input.ts';
import { isHook, isSkipped, policyOf, stageOf, weightOf } from './order/hooks.ts';
import { namedBy } from './order/names.ts';
import type { After, Desired, Stage, Step } from './types.ts';

/**
 * The hooks of this operation. They run when something else is to be done, when they themselves changed, or when the operation as such
 * calls for them; a push of the same files runs none, so that it can be `unchanged`.
 */
export function hookSteps(input: PlanInput, changed: readonly Step[], pruned: readonly Step[]): Step[] {
  const somethingElse = [...changed, ...pruned].some((step) => step.action !== 'keep');
  const coming = new Set(changed.map(({ id }) => id));
  const hooks = input.desired.flatMap((one) => {
    const stage = isHook(one.object) && !isSkipped(one.object) ? stageOf(one.object, input.operation) : undefined;
    return stage ? [{ one, stage, weight: weightOf(one.object) }] : [];
  });
  const run = somethingElse || input.operation !== 'upgrade' || hooks.some(({ one }) => hasChanged(one, input));
  if (!run) return [];
  return hooks.map((hook) => ({
    id: hook.one.key,
    action: 'run',
    object: refOf(hook.one.object),
    reason: `it is a hook: ${reasons[hook.stage]}`,
    stage: hook.stage,
    after: [
      ...before(hook, hooks).map(({ one }): After => ({ step: one.key, until: 'healthy' })),
      ...needs(hook.one.object).filter((id) => coming.has(id)).map((step): After => ({ step, until: 'applied' })),
    ],
    risks: [],
    changes: [],
    hook: policyOf(hook.one.object),
  }));
}

const reasons: Readonly<Record<Stage, string>> = {
  before: 'runs before the rest',
  deploy: 'runs with the rest',
  after: 'runs after the rest',
  onFailure: 'runs when the deploy fails',
};

/** What a hook cannot do without, though it comes with the rest: its namespace, and what it names. */
function needs(object: KubeObject): string[] {
  return [`/Namespace//${object.metadata.namespace ?? ''}`, ...namedBy(object)];
}

function hasChanged({ key, digest }: Desired, { ledger }: PlanInput): boolean {
  const known = ledger.get(key);
  return known !== undefined && known.digest !== digest;
}

interface Hook {
  readonly one: Desired;
  readonly stage: Stage;
  readonly weight: number;
}

/** The hooks of the next lower weight in the same stage. */
function before(hook: Hook, all: readonly Hook[]): Hook[] {
  const lower = all.filter(({ stage, weight }) => stage === hook.stage && weight < hook.weight);
  const nearest = Math.max(...lower.map(({ weight }) => weight));
  return lower.filter(({ weight }) => weight === nearest);
}
