/** When a source is looked at next. */
import { parseDuration } from '../../lib/duration.ts';

const floorMs = 1_000;
const standardMs = 60_000;
const mostMs = 300_000;
/** A timer takes no more than 2^31 ms. */
const longestMs = 86_400_000;

/** `interval` of a source in ms, with a floor that keeps a typing error from becoming an attack on a server. */
export function intervalMs(text: string | undefined): number {
  const asked = (text === undefined ? undefined : parseDuration(text)) ?? standardMs;
  return Math.min(longestMs, Math.max(floorMs, asked));
}

/**
 * How long to wait after a look; `failures` in a row, `dice` from 0 to 1 for the jitter of ±10 %.
 * A failing source is tried sooner than a slow interval would, because most failures pass, and then ever more rarely, up to its interval or
 * 30 s, whichever is longer, and never more than five minutes: whoever mended a server does not wait for an hour.
 */
export function waitMs(interval: number, failures: number, dice: number): number {
  const jitter = 0.9 + 0.2 * dice;
  if (failures === 0) return interval * jitter;
  const first = Math.min(interval, 10_000);
  const most = Math.min(mostMs, Math.max(interval, 30_000));
  return Math.min(most, first * 2 ** Math.min(failures - 1, 20)) * jitter;
}
