import { waitForApp } from '../../app/inspect/wait.ts';
import { findPulled } from '../../app/pulled/object.ts';
import { waitForPulled } from '../../app/pulled/wait.ts';
import { Problem } from '../../lib/errors.ts';
import { carry } from '../carry.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { durationOf, endOfPulled } from '../pulled.ts';
import { appRef } from '../session.ts';

type WaitOptions = ClusterOptions & {
  readonly output: Output;
  readonly timeout: string;
  readonly revision?: string;
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
        const end = await waitForPulled({ ref, timeoutMs, revision: given.revision }, world);
        return endOfPulled(ref, end, startedAt, world);
      }
      if (given.revision) {
        throw new Problem('Usage', `--revision is for what an operator pulls, and no operator pulls App ${ref.name}`, {
          hint: 'a push waits by itself',
        });
      }
      return waitForApp(ref, given.timeout, world);
    },
    'ready',
  );
}
