/**
 * Writes the status of Apps: one request for each change of meaning, none for what is over before anybody could have read it.
 * The order of one App's writes is kept; a later write replaces one that has not been sent.
 */
import type { AppStatusFields } from '../../app/spec/schema/status.ts';
import type { Api } from '../../kube/index.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { slots } from '../../lib/slots.ts';
import { isWorking, lingersMs } from './meanings.ts';
import { type AppKey, outcomeOf, putStatus } from './put.ts';
import { sameMeaning } from './same.ts';

export interface StatusWriterOptions {
  /** With the operator's own identity. */
  readonly api: Api;
  readonly clock?: Clock;
  /** 0 to 1. */
  readonly random?: () => number;
  /** Asked right before a request is sent; what may not be written now waits, until it may or is forgotten. */
  readonly mayWrite?: () => boolean;
  /** A write failed. `dropped`: it is not tried again, because the server refuses the status itself. */
  readonly onTrouble?: (app: AppKey, error: unknown, dropped: boolean) => void;
}

export interface StatusWriter {
  /** Returns at once. `before` is what the server has as far as the caller knows; what this writer wrote itself has the say. `soon`: also write work in hand at once. */
  write(
    app: AppKey,
    before: AppStatusFields | undefined,
    next: AppStatusFields,
    opts?: { readonly soon?: boolean },
  ): void;
  /** The newest status handed in for an App, sent or not: what to compose the next one from, as a watch lags behind. */
  latest(uid: string): AppStatusFields | undefined;
  /** Sends what waits, of one App (by uid) or of all, without delay; resolves when it is written, dropped, or has failed once. */
  flush(uid?: string): Promise<void>;
  /** Forgets an App that is gone, or that another replica works on from now on. What is under way goes on. */
  forget(uid: string): void;
  /** Sends what waits, for at most 5 s. */
  close(): Promise<void>;
}

const elapsed = (): number => performance.now();
const atOnce = 16;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;
const closeMs = 5_000;

interface Entry {
  readonly app: AppKey;
  /** What the server has. */
  known: AppStatusFields | undefined;
  /** Sent or to be sent. */
  latest: AppStatusFields;
  /** What has yet to be sent. */
  next: AppStatusFields | undefined;
  /** Before this `next` is not sent; by a clock that nobody sets. */
  due: number;
  failures: number;
  /** Ends the wait for `due`. */
  wake: AbortController;
  /** Resolves when nothing is left to do. */
  running: Promise<void> | undefined;
  /** Resolves those who wait for the end of an attempt. */
  readonly attempted: Set<() => void>;
}

export function createStatusWriter(options: StatusWriterOptions): StatusWriter {
  const { api, clock = systemClock, random = Math.random, mayWrite = () => true, onTrouble } = options;
  const entries = new Map<string, Entry>();
  const inSlot = slots(atOnce);
  let closed = false;

  const settle = (entry: Entry): void => {
    for (const resolve of entry.attempted) resolve();
    entry.attempted.clear();
  };

  const drop = (entry: Entry): void => {
    entries.delete(entry.app.uid);
    entry.next = undefined;
    entry.wake.abort();
  };

  const attempt = async (entry: Entry): Promise<void> => {
    const sending = entry.next;
    entry.next = undefined;
    if (!sending || sameMeaning(entry.known, sending)) return;
    if (!mayWrite()) {
      // Dropped, it would never be said: an App at rest gives no reason to say it again.
      entry.next = sending;
      entry.due = elapsed() + firstRetryMs;
      return;
    }
    try {
      await putStatus(api, entry.app, sending);
      entry.known = sending;
      entry.failures = 0;
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === 'gone') return drop(entry);
      onTrouble?.(entry.app, error, outcome === 'refused');
      if (outcome === 'refused') return;
      entry.next ??= sending;
      entry.failures += 1;
      const ceiling = Math.min(firstRetryMs * 2 ** (entry.failures - 1), longestRetryMs);
      entry.due = elapsed() + ceiling / 2 + (random() * ceiling) / 2;
    }
  };

  const run = async (entry: Entry): Promise<void> => {
    while (entry.next) {
      for (let wait = entry.due - elapsed(); wait > 0; wait = entry.due - elapsed()) {
        await clock.sleep(wait, entry.wake.signal).catch(() => undefined);
        if (entry.wake.signal.aborted) entry.wake = new AbortController();
      }
      await inSlot(() => attempt(entry));
      settle(entry);
      if (closed && entry.next) break;
    }
    entry.running = undefined;
    settle(entry);
  };

  const start = (entry: Entry): void => {
    entry.running ??= run(entry);
  };

  const write: StatusWriter['write'] = (app, before, next, { soon = false } = {}) => {
    if (closed) return;
    const entry = entries.get(app.uid) ?? fresh(app, before, next);
    entries.set(app.uid, entry);
    // A status that waits because the server is in trouble keeps waiting; else only work in hand waits, from when it was first said.
    const lingerMs = soon ? 0 : lingerOf(next);
    const lingering = lingerMs > 0;
    if (entry.failures === 0 && (!lingering || !entry.next)) entry.due = elapsed() + lingerMs;
    entry.latest = next;
    entry.next = next;
    if (!lingering && entry.failures === 0) entry.wake.abort();
    start(entry);
  };

  const flushOne = async (entry: Entry): Promise<void> => {
    do {
      if (!entry.running) return;
      const ended = new Promise<void>((resolve) => entry.attempted.add(resolve));
      entry.due = elapsed();
      entry.wake.abort();
      await ended;
    } while (entry.failures === 0 && mayWrite());
  };

  const flush: StatusWriter['flush'] = async (uid) => {
    const wanted = [...entries.values()].filter((entry) => uid === undefined || entry.app.uid === uid);
    await Promise.all(wanted.map(flushOne));
  };

  return {
    write,
    flush,
    latest: (uid) => entries.get(uid)?.latest,
    forget: (uid) => {
      const entry = entries.get(uid);
      if (entry) drop(entry);
    },
    close: async () => {
      closed = true;
      const late = new AbortController();
      const ended = flush().finally(() => late.abort());
      await Promise.race([ended, clock.sleep(closeMs, late.signal).catch(() => undefined)]);
    },
  };
}

const fresh = (app: AppKey, before: AppStatusFields | undefined, next: AppStatusFields): Entry => ({
  app: { namespace: app.namespace, name: app.name, uid: app.uid },
  known: before,
  latest: next,
  next: undefined,
  due: 0,
  failures: 0,
  wake: new AbortController(),
  running: undefined,
  attempted: new Set(),
});

/** How long work in hand has to last before it is written. */
function lingerOf({ conditions }: AppStatusFields): number {
  const reason = conditions.find(({ type }) => type === 'Ready')?.reason ?? '';
  return isWorking(reason) ? lingersMs(reason) : 0;
}
