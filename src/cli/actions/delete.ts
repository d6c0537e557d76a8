import { readLedger } from '../../app/ledger/store.ts';
import type { Pulled } from '../../app/pulled/object.ts';
import { isOperators, planRemoval, removalConsent, removePulled } from '../../app/pulled/remove.ts';
import { removeApp } from '../../app/remove.ts';
import type { World } from '../../app/world.ts';
import { carry } from '../carry.ts';
import { approver, consentOf } from '../consent.ts';
import { unlessHeld } from '../held.ts';
import type { ClusterOptions, ConsentOptions, HoldOptions, Output } from '../options.ts';
import type { Ended } from '../ended.ts';
import { durationOf } from '../pulled.ts';
import { appRef } from '../session.ts';

type DeleteOptions = ClusterOptions &
  ConsentOptions &
  HoldOptions & { readonly output: Output; readonly timeout: string };

export async function deleteApp(name: string, given: DeleteOptions): Promise<void> {
  const timeoutMs = durationOf('--timeout', given.timeout);
  await carry(
    given,
    (world) =>
      unlessHeld(appRef(name, world.api), given, world, ({ ref, pulled }) => {
        if (pulled) return deletePulled(pulled, timeoutMs, given, world);
        const approve = approver(given, 'Delete all of it?');
        return removeApp({ ref, consent: consentOf(given), timeout: given.timeout, approve }, world);
      }),
    'deleted',
  );
}

/** The App object goes first, and the operator takes its members down; what no operator ever took on is deleted from here. */
async function deletePulled(app: Pulled, timeoutMs: number, given: DeleteOptions, world: World): Promise<Ended> {
  const startedAt = world.now();
  const plan = await planRemoval(app, world);
  const end = (verdict: Ended['verdict'], message?: string): Ended => ({
    verdict,
    plan,
    desired: [],
    outcome: undefined,
    blocked: plan.blocked,
    release: undefined,
    seconds: (world.now() - startedAt) / 1000,
    message,
  });
  if (plan.blocked.length > 0) return end('blocked');
  const stays = app.leavesMembers ? 'Delete the App and leave its members?' : 'Delete all of it?';
  if (!(await approver(given, stays)(plan))) return end('planned');
  const removed = await removePulled(app, timeoutMs, world);
  if ('late' in removed) return end('timedOut', `the operator is still at it: ${removed.late}`);
  const left = !isOperators(app) && !app.leavesMembers && (await readLedger(world.api, app.ref)).resourceVersion;
  if (!left) return end('deployed');
  const approve = (): Promise<boolean> => Promise.resolve(true);
  return removeApp({ ref: app.ref, consent: removalConsent, timeout: given.timeout, approve }, world);
}
