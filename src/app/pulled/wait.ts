import { Problem } from '../../lib/errors.ts';
import type { AppRef } from '../ledger/ledger.ts';
import type { World } from '../world.ts';
import { type PulledEnd, verdictOf, wordsOf } from './ended.ts';
import { followApp } from './follow.ts';
import type { Pulled } from './object.ts';
import { standingOf } from './standing.ts';

/**
 * Waits until a pulled App is ready as its spec now is. A failure that the operator tries again is waited out; what needs somebody's
 * change or leave ends it.
 */
export async function waitForPulled(ref: AppRef, timeoutMs: number, world: World): Promise<PulledEnd> {
  let last: Pulled | undefined;
  const found = await followApp<PulledEnd>(
    {
      ref,
      timeoutMs,
      needsOperator: (app) => standingOf(app).kind !== 'paused',
      see: (app) => {
        if (!app) throw gone(ref);
        last = app;
        const end = standingOf(app).kind === 'retrying' ? undefined : verdictOf(app);
        return end ? { end } : { waiting: wordsOf(app) };
      },
    },
    world,
  );
  if ('end' in found) return found.end;
  if (!last) throw gone(ref);
  return { verdict: 'timedOut', message: found.late, app: last };
}

export const gone = ({ name, namespace }: AppRef): Problem =>
  new Problem('NotFound', `App ${namespace}/${name} is not there any more`, { hint: 'see tug apps -A' });
