/** One timer for the earliest of many times. */
export interface Alarm {
  /** Rings at `due` instead of whatever was set before; undefined: not at all. */
  set(due: number | undefined): void;
}

/** setTimeout takes no more than this (2^31-1 ms); what is farther away is set again on the way. */
const farthestMs = 2_147_483_647;

/** The timer keeps the process alive: work that is due later is a reason to live, and who owns the alarm ends it with `set(undefined)`. */
export function createAlarm(now: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let at: number | undefined;
  const set = (due: number | undefined): void => {
    if (due === at) return;
    clearTimeout(timer);
    at = due;
    // Rounded up: a timer that rings before its time would only be set again.
    if (due !== undefined) timer = setTimeout(rang, Math.min(Math.max(Math.ceil(due - now()), 1), farthestMs));
  };
  const rang = (): void => {
    at = undefined;
    ring();
  };
  return { set };
}
