/**
 * Which App is worked on next. A key is queued once however often it is added; while it is worked on it is not given out again, but an
 * add is remembered (level-based reconcile, as controller-runtime's queue). Fair between groups: a group with a thousand keys gets no
 * more turns than one with a single key.
 */

/** Higher goes first within a group: what a person asked for, drift, a change, the first look after a start. */
export const priorities = { asked: 3, drift: 2, change: 1, first: 0 } as const;
export type Priority = (typeof priorities)[keyof typeof priorities];

export interface Turn {
  /** Gives the place to another key before this one is done: it only waits from here on. Calling it twice does nothing. */
  yieldPlace(): void;
}

/** When to come again without being added: after so many ms, or by the back-off of the key because it failed. Nothing forgets earlier failures. */
export type Again = { readonly afterMs: number } | { readonly failed: true } | undefined;

export interface QueueOptions {
  /** Keys worked on at once, not counting those that yielded their place. */
  readonly places: number;
  readonly groupOf: (key: string) => string;
  readonly work: (key: string, turn: Turn) => Promise<Again>;
  /** A defect: `work` threw. The key backs off. */
  readonly onError: (key: string, error: unknown) => void;
  /** First and longest wait of a key that fails again and again; doubling, with jitter. */
  readonly backoff: { readonly firstMs: number; readonly mostMs: number };
  readonly now?: () => number;
  readonly random?: () => number;
}

export interface WorkQueue {
  /** `afterMs`: not before so long from now; an earlier or higher wish of the same key wins. */
  add(key: string, priority: Priority, afterMs?: number): void;
  /** Takes it out and forgets its failures; what runs goes on. */
  remove(key: string): void;
  /** How many wait, run, and wait out a back-off; for metrics. */
  readonly counts: { readonly waiting: number; readonly running: number; readonly later: number };
  /** Gives out nothing more; resolves when what runs has ended. */
  stop(): Promise<void>;
}
