import { type Hold, holdText } from '../app/hold.ts';
import { emptyPlan } from '../app/inspect/wait.ts';
import type { AppRef } from '../app/ledger/ledger.ts';
import { type Look, lookAt } from '../app/pulled/look.ts';
import type { World } from '../app/world.ts';
import type { HoldOptions } from './options.ts';
import type { Ended } from './ended.ts';

/** Does the work unless the App is held; `--despite-hold` is for whoever is on call. */
export async function unlessHeld(
  ref: AppRef,
  given: HoldOptions,
  world: World,
  work: (look: Look) => Promise<Ended>,
): Promise<Ended> {
  const look = await lookAt(ref, world);
  if (look.hold && !given.despiteHold) {
    return heldEnd(ref, look.hold, world, 'ends the hold; --despite-hold goes on all the same');
  }
  return work(look);
}

/** `then` is what resuming is good for. */
export function heldEnd(ref: AppRef, hold: Hold, world: World, then: string): Ended {
  return {
    verdict: 'held',
    plan: emptyPlan(ref, 0),
    desired: [],
    outcome: undefined,
    blocked: [],
    release: undefined,
    seconds: 0,
    hold,
    message: `${holdText(hold, world.now())}\ntug resume ${ref.name} -n ${ref.namespace} ${then}`,
  };
}

/** Both ways share one ledger, so a push is allowed, and lasts until the operator looks again. */
export function tellOfOperator({ ref, pulled, hold }: Look, world: World): void {
  if (!pulled || hold || pulled.mode === 'shadow') return;
  const then = pulled.mode === 'manual' ? 'with the next tug sync it brings' : 'it will bring';
  world.onWarning(
    `an operator pulls App ${ref.namespace}/${ref.name} too, and ${then} back what its source says; tug hold keeps it off`,
  );
}
