/** Which Events wait to be sent. The same words about the same App within ten minutes are one series with a count. */
import type { News } from './types.ts';

export interface Series {
  readonly news: News;
  /** Of the Event object, once it was created. */
  name: string | undefined;
  /** How often it was said, how often the server knows of, and when last (milliseconds since the epoch). */
  count: number;
  told: number;
  at: number;
  /** A request about it is under way. */
  sending: boolean;
  /** Waits to be sent, not before `due`. */
  queued: boolean;
  due: number;
  /** How often the count was brought up to date. */
  updates: number;
}

export interface SeriesBook {
  /** Undefined when nothing of the kind was said in the last ten minutes. */
  find(news: News, now: number): Series | undefined;
  begin(news: News, now: number): Series;
  /** Puts it into the line; the oldest that matters least gives way when the line is full. */
  enqueue(series: Series, due: number): void;
  /** Takes out the next to be sent: warnings first; else how long until one is due, undefined when none waits. */
  next(now: number): Series | number | undefined;
  readonly dropped: number;
}

const togetherMs = 10 * 60_000;
const mostSeries = 5_000;
const mostQueued = 1_000;

export function createSeriesBook(): SeriesBook {
  // Oldest first, as Maps keep them.
  const known = new Map<string, Series>();
  let line: Series[] = [];
  let dropped = 0;

  const begin = (news: News, now: number): Series => {
    const key = keyOf(news);
    const series: Series = {
      news,
      name: undefined,
      count: 1,
      told: 0,
      at: now,
      sending: false,
      queued: false,
      due: now,
      updates: 0,
    };
    known.delete(key);
    known.set(key, series);
    for (const oldest of known.keys()) {
      if (known.size <= mostSeries) break;
      known.delete(oldest);
    }
    return series;
  };

  const makeRoom = (): void => {
    const least = line.findIndex(({ news }) => news.type === 'Normal');
    const [gone] = line.splice(Math.max(least, 0), 1);
    if (gone) gone.queued = false;
    dropped += 1;
  };

  return {
    find: (news, now) => {
      const series = known.get(keyOf(news));
      return series && now - series.at < togetherMs ? series : undefined;
    },
    begin,
    enqueue: (series, due) => {
      if (series.queued) return;
      if (line.length >= mostQueued) makeRoom();
      series.queued = true;
      series.due = due;
      line.push(series);
    },
    next: (now) => {
      const due = line.filter((series) => series.due <= now);
      const next = due.find(({ news }) => news.type === 'Warning') ?? due[0];
      if (!next) return line.length > 0 ? Math.min(...line.map((series) => series.due)) - now : undefined;
      line = line.filter((series) => series !== next);
      next.queued = false;
      return next;
    },
    get dropped() {
      return dropped;
    },
  };
}

const keyOf = ({ app, type, reason, message }: News): string => `${app.uid}\n${type}\n${reason}\n${message}`;
