import type { Clock } from '../../lib/clock.ts';
import { ApiError } from '../errors.ts';
import { backoffMs, spreadMs } from './backoff.ts';

/** Failures of one follower in a row, and the waits between them. */
export interface Trouble {
  /** A connection that lived `livedMs` ended, by `error` or by itself: waits as long as is due. Returns at once when the signal aborts. */
  pause(livedMs: number, error: unknown): Promise<void>;
  /** How many failures came in a row, this one included. */
  readonly failures: number;
}

/** A connection that lived this long was a good one: the next failure is the first again. */
const goodMs = 10_000;

export function countTrouble(clock: Clock, random: () => number, signal: AbortSignal | undefined): Trouble {
  let failures = 0;
  return {
    get failures() {
      return failures;
    },
    async pause(livedMs, error) {
      if (livedMs >= goodMs) failures = 0;
      // The server ended a watch in its own good time: it expects the next one now.
      if (livedMs >= goodMs && error === undefined) return;
      failures += 1;
      const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
      const spread = failures === 1 ? random() * spreadMs : 0;
      await clock.sleep(Math.max(asked, backoffMs(failures, random)) + spread, signal).catch(() => undefined);
    },
  };
}
