import { refOf } from '../kube/object.ts';
import type { PlanInput } from './input.ts';
import { hooksFor, policyOf, stageOf } from './order/hooks.ts';
import type { Desired, Stage, Step } from './types.ts';

/**
 * The hooks of this operation, without their edges. They run when something else is to be done, when they themselves changed, when the last
 * deploy was not finished, or when the operation as such calls for them; a push of the same files runs none, so that it can be `unchanged`.
 */
export function hookSteps(input: PlanInput, digest: string, somethingElse: boolean): Step[] {
  const { operation } = input;
  const hooks = hooksFor(input.desired, operation);
  const run = somethingElse || operation !== 'upgrade' || hasChanged(hooks, input, digest);
  if (!run) return [];
  return hooks.map(({ key, object }): Step => {
    const stage = stageOf(object, operation) ?? 'deploy';
    return {
      id: key,
      action: 'run',
      object: refOf(object),
      reason: `it is a hook: ${reasons[stage]}`,
      stage,
      after: [],
      risks: [],
      changes: [],
      hook: policyOf(object, operation),
    };
  });
}

const reasons: Readonly<Record<Stage, string>> = {
  before: 'runs before the rest',
  deploy: 'runs with the rest',
  after: 'runs after the rest',
  onFailure: 'runs when the deploy fails',
};

/** A hook that was deleted after its run has no row in the ledger, but its digest is part of that of the last finished deploy. */
function hasChanged(hooks: readonly Desired[], { ledger, lastDesired }: PlanInput, digest: string): boolean {
  if (hooks.length === 0) return false;
  if (lastDesired !== undefined) return lastDesired !== digest;
  return hooks.some(({ key, digest: now }) => {
    const known = ledger.get(key);
    return known !== undefined && known.digest !== now;
  });
}
