import { Problem } from '../../lib/errors.ts';
import { createFifo, type Fifo } from './fifo.ts';
import type { Scheduler, SchedulerOptions } from './types.ts';

interface Waiter {
  readonly start: () => void;
  gone: boolean;
}

interface Line {
  readonly tenant: string;
  readonly waiters: Fifo<Waiter>;
}

/**
 * As many requests at once as an API server of a few cores answers well; more would only wait there, where they are in the way of everybody
 * else. The place is held for the whole call, its repeats after a 429 included: a server that is too busy gets less to do.
 */
const defaults = { limit: 48, streams: 200 };

export function createScheduler(options: SchedulerOptions = {}): Scheduler {
  const { limit, streams: mostStreams } = { ...defaults, ...options };
  const lines = new Map<string, Line>();
  /** Tenants that wait, the next one first. */
  const ring = createFifo<Line>();
  const streams = new Map<string, number>();
  let running = 0;
  let waiting = 0;
  let allStreams = 0;

  const take = (): (() => void) => {
    running += 1;
    return once(() => {
      running -= 1;
      startNext();
    });
  };
  /** For the place that has become free; there is none while somebody waits. */
  const startNext = (): void => {
    for (let line = ring.shift(); line; line = ring.shift()) {
      const waiter = firstLiving(line);
      if (line.waiters.size > 0) ring.push(line);
      else lines.delete(line.tenant);
      if (waiter) return waiter.start();
    }
  };
  const enqueue = (tenant: string, waiter: Waiter): void => {
    let line = lines.get(tenant);
    if (!line) {
      line = { tenant, waiters: createFifo() };
      lines.set(tenant, line);
      ring.push(line);
    }
    line.waiters.push(waiter);
  };
  const wait = (tenant: string, waitMs: number, signal: AbortSignal | undefined): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiter.gone = true;
        waiting -= 1;
        clearTimeout(timer);
        signal?.removeEventListener('abort', aborted);
      };
      const waiter: Waiter = {
        gone: false,
        start: () => {
          leave();
          resolve(take());
        },
      };
      const aborted = (): void => {
        leave();
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        leave();
        reject(noTurn(tenant, waitMs));
      }, waitMs);
      signal?.addEventListener('abort', aborted, { once: true });
      waiting += 1;
      enqueue(tenant, waiter);
    });

  return {
    turn: (tenant, waitMs, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      // Whoever waits was there first; while somebody does, there is no place.
      return running < limit ? Promise.resolve(take()) : wait(tenant, waitMs, signal);
    },
    stream: (tenant) => {
      const open = streams.get(tenant) ?? 0;
      if (open >= mostStreams) throw tooManyStreams(tenant, mostStreams);
      streams.set(tenant, open + 1);
      allStreams += 1;
      return once(() => {
        allStreams -= 1;
        const left = (streams.get(tenant) ?? 1) - 1;
        if (left > 0) streams.set(tenant, left);
        else streams.delete(tenant);
      });
    },
    get counts() {
      return { waiting, running, streams: allStreams };
    },
  };
}

function firstLiving({ waiters }: Line): Waiter | undefined {
  for (let waiter = waiters.shift(); waiter; waiter = waiters.shift()) if (!waiter.gone) return waiter;
  return undefined;
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}

function noTurn(tenant: string, waitMs: number): Problem {
  return new Problem('Timeout', `no request could be sent within ${waitMs / 1_000} s: too many others are under way`, {
    where: `tenant ${tenant}`,
    hint: 'see whether the API server answers slowly',
  });
}

function tooManyStreams(tenant: string, most: number): Problem {
  return new Problem('LimitExceeded', `more than ${most} watches would be open for one tenant`, {
    where: `tenant ${tenant}`,
    hint: 'deploy fewer kinds of objects, or into fewer namespaces',
  });
}
