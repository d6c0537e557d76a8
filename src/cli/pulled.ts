import type { AppRef } from '../app/ledger/ledger.ts';
import { emptyPlan } from '../app/inspect/wait.ts';
import type { PulledEnd } from '../app/pulled/ended.ts';
import { holdOf } from '../app/hold.ts';
import type { World } from '../app/world.ts';
import { Problem } from '../lib/errors.ts';
import { parseDuration } from '../lib/duration.ts';
import type { Ended } from './ended.ts';

/** What an operator made of an App, as a command ends. */
export function endOfPulled(ref: AppRef, { verdict, message, app }: PulledEnd, startedAt: number, world: World): Ended {
  return {
    verdict,
    plan: emptyPlan(ref, 0),
    desired: [],
    outcome: undefined,
    blocked: [],
    release: undefined,
    seconds: (world.now() - startedAt) / 1000,
    message,
    hold: verdict === 'held' ? holdOf(app.annotations, world.now()) : undefined,
  };
}

/** Milliseconds of a flag's value. */
export function durationOf(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new Problem('Usage', `${flag} ${text} is not a duration`, { hint: 'write it as 30s, 5m or 1h' });
}
