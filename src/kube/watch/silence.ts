import type { Clock } from '../../lib/clock.ts';

/**
 * A peer that vanished without a FIN (NAT timeout, suspended machine, dropped route) is not noticed by TCP for many minutes.
 * Calls `onSilent` once nothing was heard for as long as `limitMs` allows at that moment.
 */
export interface Listener {
  readonly heard: () => void;
  readonly stop: () => void;
}

/** The limit may shrink while it is waited for. */
const stepMs = 75_000;

/** One sleep at a time, prolonged when it ends: a busy watch must not make a timer an event. */
export function listenForSilence(clock: Clock, limitMs: () => number, onSilent: () => void): Listener {
  const done = new AbortController();
  let last = clock.now();
  const wait = async (): Promise<void> => {
    for (;;) {
      const left = last + limitMs() - clock.now();
      if (left <= 0) return onSilent();
      await clock.sleep(Math.min(left, stepMs), done.signal);
    }
  };
  wait().catch(() => undefined);
  return { heard: () => (last = clock.now()), stop: () => done.abort() };
}
