/** A newer commit ends a deploy that only waits: for a hook, or for what others wait for. */
import { inTree } from '../../app/source.ts';
import type { App } from '../../app/spec/schema.ts';
import { Problem } from '../../lib/errors.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { Seat } from '../seats/seat.ts';
import { inputsDigest } from './inputs.ts';

/** Only when it changes what the App is made of. What the running deploy reads is not known yet: what the one before read has to do. */
export async function supersede(one: Tracked, app: App, seat: Seat): Promise<void> {
  const { running, source } = one;
  const state = source?.subscription.state;
  if (!running?.isWaiting || running.inputs === '' || state?.kind !== 'ready') return;
  const reads = seat.memory.ledger(one.ref)?.inputs?.reads ?? [];
  const path = inTree(app.spec.source.path);
  const now = await inputsDigest(one, app, { tree: await state.open(), path, reads }, seat);
  if (now !== running.inputs) running.stop(new Problem('Superseded', `${state.revision} came meanwhile`));
}
