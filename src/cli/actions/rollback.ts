import { type Hold, holdText } from '../../app/hold.ts';
import { putHold } from '../../app/pulled/holding.ts';
import type { Look } from '../../app/pulled/look.ts';
import { lastGood, rollback as rollbackApp } from '../../app/rollback.ts';
import { whoAmI } from '../../app/who.ts';
import type { Approve, World } from '../../app/world.ts';
import { carry } from '../carry.ts';
import { approver, consentOf } from '../consent.ts';
import { unlessHeld } from '../held.ts';
import type { ClusterOptions, ConsentOptions, HoldOptions, Output } from '../options.ts';
import { appRef } from '../session.ts';
import { holdUntil } from './hold.ts';

type RollbackOptions = ClusterOptions &
  ConsentOptions &
  HoldOptions & { readonly output: Output; readonly for: string };

/** An operator would undo a rollback at once, so an App in mode auto is held first. */
export async function rollback(name: string, release: number | undefined, given: RollbackOptions): Promise<void> {
  const until = holdUntil('--for', given.for, Date.now());
  await carry(
    given,
    (world) =>
      unlessHeld(appRef(name, world.api), given, world, async (look) => {
        const { ref } = look;
        const to = release ?? (await lastGood(ref, world));
        const ask = approver(given, 'Roll back?');
        const request = { ref, release: to, consent: consentOf(given), until: 'verdict' } as const;
        if (look.pulled?.mode !== 'auto' || look.hold) return rollbackApp({ ...request, approve: ask }, world);
        let put: Hold | undefined;
        const approve: Approve = async (plan) => {
          if (!(await ask(plan))) return false;
          put = await holdFor(look, to, until, world);
          return true;
        };
        try {
          const ended = await rollbackApp({ ...request, approve }, world);
          return put ? { ...ended, hold: put, message: messageOf(look, put, world) } : ended;
        } catch (error) {
          // It may have come half way: whether the operator goes on is for whoever is there to decide.
          if (put) world.onWarning(messageOf(look, put, world));
          throw error;
        }
      }),
    'rolled back',
  );
}

async function holdFor(look: Look, release: number, until: string, world: World): Promise<Hold> {
  const by = await whoAmI(world.api);
  const hold = { reason: `rolled back to release ${release}${by ? ` by ${by}` : ''}`, by, until };
  await putHold(look, hold, world);
  return hold;
}

function messageOf({ ref }: Look, hold: Hold, world: World): string {
  return (
    `so that the operator does not undo it, it is ${holdText(hold, world.now())}\n` +
    `tug resume ${ref.name} -n ${ref.namespace} lets it follow its source again`
  );
}
