/**
 * Kubernetes Events about Apps. They are told beside the work and never hold it up: what cannot be sent, or is too much, is dropped and
 * counted.
 */
import { randomBytes } from 'node:crypto';
import { type Api, create, isNotFound, patch } from '../../kube/index.ts';
import { deadline } from '../../lib/async.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { oneLine } from '../status/text.ts';
import { type Bucket, createBucket } from './bucket.ts';
import { eventObject, eventsApiVersion, microTime } from './object.ts';
import { createSeriesBook, type Series } from './series.ts';
import type { EventApp, EventReason, EventType } from './types.ts';

export interface EventsOptions {
  /** With the operator's own identity. */
  readonly api: Api;
  /** `reportingController`. */
  readonly reporter: string;
  /** `reportingInstance`, such as the name of the pod. */
  readonly instance?: string;
  readonly clock?: Clock;
  /** The last part of a name, unlike any other. */
  readonly id?: () => string;
  /** An Event was not taken. */
  readonly onTrouble?: (app: EventApp, error: unknown) => void;
}

export interface Events {
  /** Returns at once. `message` is a sentence without secrets; it is cut at 1 KB. */
  emit(app: EventApp, type: EventType, reason: EventReason, message: string): void;
  /** Requests that made an Event, that brought a count up to date, and Events dropped because they were too many or not taken. */
  readonly counts: { readonly created: number; readonly updated: number; readonly dropped: number };
  /** Sends what waits, for at most 2 s. */
  close(): Promise<void>;
}

/** One App that says something new again and again. */
const perApp = { burst: 10, everyMs: 30_000 };
/** A first look at a thousand Apps must not take the API server's time from their deploys. */
const overall = { burst: 50, everyMs: 50 };
const mostBuckets = 5_000;
const firstUpdateMs = 10_000;
const longestUpdateMs = 300_000;
const requestMs = 10_000;
const closeMs = 2_000;

export function createEvents(options: EventsOptions): Events {
  const { api, reporter, instance = reporter, clock = systemClock, onTrouble } = options;
  const id = options.id ?? (() => randomBytes(8).toString('hex'));
  const book = createSeriesBook();
  const buckets = new Map<string, Bucket>();
  const all = createBucket(overall);
  const counts = { created: 0, updated: 0, dropped: 0 };
  let wake = new AbortController();
  let running: Promise<void> | undefined;
  const end = new AbortController();

  const bucketOf = (uid: string): Bucket => {
    const bucket = buckets.get(uid) ?? createBucket(perApp);
    // The one that spoke last goes last; the first is then the one that has been silent for longest.
    buckets.delete(uid);
    buckets.set(uid, bucket);
    for (const silent of buckets.keys()) {
      if (buckets.size <= mostBuckets) break;
      buckets.delete(silent);
    }
    return bucket;
  };

  const makeEvent = async (series: Series): Promise<void> => {
    const object = eventObject(series.news, { reporter, instance, id: id(), at: series.at });
    await create(api, object, { signal: deadline(undefined, requestMs) });
    counts.created += 1;
    series.name = object.metadata.name;
    series.told = 1;
    if (series.count > 1) book.enqueue(series, clock.now() + firstUpdateMs);
  };

  const bringUpToDate = async (series: Series, name: string): Promise<void> => {
    const { namespace } = series.news.app;
    const { count, at } = series;
    await patch(
      api,
      { apiVersion: eventsApiVersion, kind: 'Event', namespace, name },
      {
        type: 'merge',
        body: { series: { count, lastObservedTime: microTime(at) } },
        signal: deadline(undefined, requestMs),
      },
    );
    counts.updated += 1;
    series.told = count;
    series.updates += 1;
  };

  const send = async (series: Series): Promise<void> => {
    series.sending = true;
    try {
      if (series.name === undefined) return await makeEvent(series);
      if (series.told < series.count) await bringUpToDate(series, series.name);
    } catch (error) {
      // The server forgets Events after an hour, or the namespace is gone.
      const forgotten = isNotFound(error) && series.name !== undefined;
      series.name = undefined;
      if (forgotten) {
        series.count = 1;
        return book.enqueue(series, clock.now());
      }
      counts.dropped += 1;
      if (!isNotFound(error)) onTrouble?.(series.news.app, error);
    } finally {
      series.sending = false;
    }
  };

  const pause = async (ms: number): Promise<void> => {
    await clock.sleep(ms, wake.signal).catch(() => undefined);
    if (wake.signal.aborted) wake = new AbortController();
  };

  const run = async (): Promise<void> => {
    for (;;) {
      const now = end.signal.aborted ? Number.POSITIVE_INFINITY : clock.now();
      const next = book.next(now);
      if (next === undefined) break;
      if (typeof next === 'number') {
        await pause(next);
        continue;
      }
      const wait = all.wait(clock.now());
      if (wait > 0 && !end.signal.aborted) await clock.sleep(wait, end.signal).catch(() => undefined);
      all.take(clock.now());
      await send(next);
    }
    running = undefined;
  };

  const emit: Events['emit'] = (app, type, reason, text) => {
    if (end.signal.aborted) return;
    const now = clock.now();
    const news = { app, type, reason, message: oneLine(text) };
    const known = book.find(news, now);
    if (known) {
      known.count += 1;
      known.at = now;
      const pause = Math.min(firstUpdateMs * 2 ** known.updates, longestUpdateMs);
      if (known.name !== undefined) book.enqueue(known, now + pause);
      else if (!known.sending) book.enqueue(known, now);
    } else if (bucketOf(app.uid).take(now)) {
      book.enqueue(book.begin(news, now), now);
    } else {
      counts.dropped += 1;
      return;
    }
    wake.abort();
    running ??= run();
  };

  return {
    emit,
    get counts() {
      return { ...counts, dropped: counts.dropped + book.dropped };
    },
    close: async () => {
      end.abort();
      wake.abort();
      const late = new AbortController();
      const ended = Promise.resolve(running).finally(() => late.abort());
      await Promise.race([ended, clock.sleep(closeMs, late.signal).catch(() => undefined)]);
    },
  };
}
