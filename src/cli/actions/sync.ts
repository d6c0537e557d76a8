import { requestSync, waitForSync } from '../../app/pulled/sync.ts';
import { Problem } from '../../lib/errors.ts';
import type { World } from '../../app/world.ts';
import type { Look } from '../../app/pulled/look.ts';
import { lookAt } from '../../app/pulled/look.ts';
import { carry } from '../carry.ts';
import { heldEnd } from '../held.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import type { Ended } from '../ended.ts';
import { durationOf, endOfPulled } from '../pulled.ts';
import { appRef, withWorld } from '../session.ts';

type SyncOptions = ClusterOptions & { readonly output: Output; readonly wait: boolean; readonly timeout: string };

/** `tug sync`: the operator looks at the source and acts now; in mode manual it is the leave to write. */
export async function sync(name: string, given: SyncOptions): Promise<void> {
  const timeoutMs = durationOf('--timeout', given.timeout);
  if (!given.wait) return askOnly(name, given);
  await carry(given, async (world): Promise<Ended> => {
    const startedAt = world.now();
    const { ref, pulled, hold } = await pulledLook(name, world);
    if (hold) return heldEnd(ref, hold, world, 'ends the hold');
    const asked = await requestSync(ref, world);
    const end = await waitForSync({ ref, asked, timeoutMs, before: pulled.status.release ?? 0 }, world);
    return endOfPulled(ref, end, startedAt, world);
  });
}

async function askOnly(name: string, given: SyncOptions): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const { ref, hold } = await pulledLook(name, world);
      if (hold) world.onWarning(`App ${ref.namespace}/${ref.name} is held: nothing happens before tug resume`);
      const asked = await requestSync(ref, world);
      if (await printData({ app: ref, requested: asked, hold: hold ?? null }, given.output)) return;
      process.stdout.write(`asked the operator to sync ${ref.namespace}/${ref.name}\n`);
    },
  );
}

async function pulledLook(
  name: string,
  world: World,
): Promise<Look & { readonly pulled: NonNullable<Look['pulled']> }> {
  const look = await lookAt(appRef(name, world.api), world);
  const { ref, pulled, ledger } = look;
  if (pulled) return { ...look, pulled };
  throw new Problem('NotFound', `no operator pulls an App ${ref.name} in namespace ${ref.namespace}`, {
    hint: ledger ? 'it was pushed: push it again' : 'see tug apps -A',
  });
}
