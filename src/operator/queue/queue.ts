import { createAlarm } from './alarm.ts';
import { waitAfter } from './backoff.ts';
import { createHeap } from './heap.ts';
import { createLanes } from './lanes.ts';
import { priorities, type Again, type Priority, type QueueOptions, type WorkQueue } from './types.ts';

/** One key, from its first add until nothing is known of it any more. It is in one place only: a lane, the heap of what is due later, or at work. */
interface Entry {
  readonly key: string;
  readonly group: string;
  /** A key that comes again is the last to arrive. */
  arrival: number;
  priority: Priority;
  state: 'waiting' | 'later' | 'running';
  due: number;
  /** In a row. */
  failures: number;
  /** Added while it ran. */
  again: Wish | undefined;
  /** Removed while it ran: what the run says is of no account. */
  removed: boolean;
}

interface Wish {
  readonly priority: Priority;
  readonly due: number;
}

export function createQueue(options: QueueOptions): WorkQueue {
  const { places, groupOf, work, onError, backoff, now = () => performance.now(), random = Math.random } = options;
  const entries = new Map<string, Entry>();
  const lanes = createLanes<Entry>();
  const later = createHeap<Entry>((a, b) => a.due < b.due);
  const runs = new Set<Promise<void>>();
  let arrivals = 0;
  let taken = 0;
  let stopped = false;
  let pumping = false;

  const fetchDue = (): void => {
    for (let entry = later.first(); entry && entry.due <= now(); entry = later.first()) {
      later.delete(entry);
      entry.state = 'waiting';
      lanes.add(entry);
    }
    alarm.set(later.first()?.due);
  };
  const pump = (): void => {
    pumping = false;
    if (stopped) return;
    fetchDue();
    for (let entry = next(); entry; entry = next()) start(entry);
  };
  const next = (): Entry | undefined => (taken < places ? lanes.take() : undefined);
  /** Not within the call that brings work: all that comes in one go is put into order before the first of it starts. */
  const pumpSoon = (): void => {
    if (pumping || stopped) return;
    pumping = true;
    queueMicrotask(pump);
  };
  const alarm = createAlarm(now, pump);

  const place = (entry: Entry, wish: Wish): void => {
    entry.priority = wish.priority;
    entry.due = wish.due;
    entry.state = wish.due > now() ? 'later' : 'waiting';
    if (entry.state === 'waiting') lanes.add(entry);
    else later.add(entry);
    pumpSoon();
  };
  const displace = (entry: Entry): void => {
    if (entry.state === 'waiting') lanes.delete(entry);
    else later.delete(entry);
  };

  const start = (entry: Entry): void => {
    entry.state = 'running';
    let holds = true;
    taken += 1;
    const yieldPlace = (): void => {
      if (!holds) return;
      holds = false;
      taken -= 1;
      pumpSoon();
    };
    const run = (async () => {
      const said = await attempt(entry.key, yieldPlace);
      yieldPlace();
      finish(entry, said);
    })();
    runs.add(run);
    void run.finally(() => runs.delete(run));
  };
  const attempt = async (key: string, yieldPlace: () => void): Promise<Again> => {
    try {
      return await work(key, { yieldPlace });
    } catch (error) {
      onError(key, error);
      return { failed: true };
    }
  };
  const finish = (entry: Entry, said: Again): void => {
    const wishes = [entry.again, entry.removed ? undefined : wishOf(entry, said)].filter((wish) => wish !== undefined);
    entry.again = undefined;
    entry.removed = false;
    const wish = wishes.length === 2 ? both(wishes[0] as Wish, wishes[1] as Wish) : wishes[0];
    if (!wish || stopped) entries.delete(entry.key);
    else {
      entry.arrival = arrivals += 1;
      place(entry, wish);
    }
  };
  const wishOf = (entry: Entry, said: Again): Wish | undefined => {
    entry.failures = said && 'failed' in said ? entry.failures + 1 : 0;
    if (!said) return undefined;
    const ms = 'failed' in said ? waitAfter(entry.failures, backoff, random) : said.afterMs;
    return { priority: afterwards(entry.priority), due: now() + ms };
  };

  return {
    add: (key, priority, afterMs = 0) => {
      if (stopped) return;
      const wish = { priority, due: now() + afterMs };
      const known = entries.get(key);
      if (!known) {
        const entry = blank(key, groupOf(key), (arrivals += 1), wish);
        entries.set(key, entry);
        return place(entry, wish);
      }
      if (priority === priorities.asked) known.failures = 0;
      if (known.state === 'running') {
        known.again = known.again ? both(known.again, wish) : wish;
        return;
      }
      displace(known);
      place(known, both(known, wish));
    },
    remove: (key) => {
      const entry = entries.get(key);
      if (!entry) return;
      if (entry.state === 'running') {
        Object.assign(entry, { failures: 0, again: undefined, removed: true });
        return;
      }
      displace(entry);
      entries.delete(key);
      alarm.set(later.first()?.due);
    },
    get counts() {
      return { waiting: lanes.size, running: runs.size, later: later.size };
    },
    stop: async () => {
      stopped = true;
      alarm.set(undefined);
      await Promise.all(runs);
    },
  };
}

function blank(key: string, group: string, arrival: number, wish: Wish): Entry {
  return { key, group, arrival, ...wish, state: 'later', failures: 0, again: undefined, removed: false };
}

/** The earlier time and the higher priority. */
function both(a: Wish, b: Wish): Wish {
  return { priority: a.priority > b.priority ? a.priority : b.priority, due: Math.min(a.due, b.due) };
}

/** What comes again by itself is nothing more urgent than a change, though a person may have asked for its last run. */
function afterwards(priority: Priority): Priority {
  return priority > priorities.change ? priorities.change : priority;
}
