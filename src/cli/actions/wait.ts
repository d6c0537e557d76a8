import { waitForApp } from '../../app/inspect/wait.ts';
import { findPulled } from '../../app/pulled/object.ts';
import { waitForPulled } from '../../app/pulled/wait.ts';
import { carry } from '../carry.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { durationOf, endOfPulled } from '../pulled.ts';
import { appRef } from '../session.ts';

type WaitOptions = ClusterOptions & {
  readonly output: Output;
  readonly timeout: string;
};

/** `tug wait`: what an operator pulls is waited for by what the operator says of it, the rest by the health of its members. */
export async function wait(name: string, given: WaitOptions): Promise<void> {
  const timeoutMs = durationOf('--timeout', given.timeout);
  await carry(
    given,
    async (world) => {
      const ref = appRef(name, world.api);
      const startedAt = world.now();
      if (await findPulled(world.api, ref)) {
        const end = await waitForPulled(ref, timeoutMs, world);
        return endOfPulled(ref, end, startedAt, world);
      }
      return waitForApp(ref, given.timeout, world);
    },
    'ready',
  );
}
