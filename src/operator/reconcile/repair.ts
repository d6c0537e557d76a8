/** Whether drift is repaired now: not while somebody else brings it back again and again. */
import { formatDuration } from '../../lib/duration.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { Drift } from './drift.ts';

/** So many repairs of one member are a quarrel when each follows the one before within so long: controllers answer at once, people do not. */
const quarrelAfter = 5;
const quarrelWithinMs = 15_000;
const pauseMs = { first: 30_000, most: 600_000 };

export interface Quarrel {
  readonly drift: Drift;
  readonly times: number;
  readonly pauseMs: number;
  /** The moment at which it goes on, by `elapsed`. */
  readonly until: number;
}

/** The member that somebody else keeps changing, with how long to leave it alone; undefined when all may be repaired. */
export function quarrelOver(one: Tracked, drifts: readonly Drift[], now: number): Quarrel | undefined {
  for (const drift of drifts) {
    const before = one.repairs.get(drift.key);
    if (!before || before.count < quarrelAfter) continue;
    const pause = Math.min(pauseMs.first * 2 ** (before.count - quarrelAfter), pauseMs.most);
    const until = before.last + pause;
    if (until > now) return { drift, times: before.count, pauseMs: pause, until };
  }
  return undefined;
}

export function countRepairs(one: Tracked, drifts: readonly Drift[], now: number): void {
  for (const [key, { last, count }] of one.repairs) {
    const pause = count < quarrelAfter ? 0 : Math.min(pauseMs.first * 2 ** (count - quarrelAfter), pauseMs.most);
    if (now - last > quarrelWithinMs + pause) one.repairs.delete(key);
  }
  for (const { key } of drifts) {
    one.repairs.set(key, { count: (one.repairs.get(key)?.count ?? 0) + 1, last: now });
  }
}

export function quarrelText({ drift, times, pauseMs: pause }: Quarrel): string {
  const who = drift.by ? `${drift.by} changes` : 'something changes';
  return `${who} ${drift.object} again and again (repaired ${times} times); it is left alone for ${formatDuration(pause)}. Let one of the two go: name the field in spec.ignore, or stop the other`;
}
