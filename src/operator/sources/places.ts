/** Who looks next: so many looks at once over all sources, hosts in turn, and few places for what failed last time. */

export interface PlaceLimits {
  readonly total: number;
  /** So that one slow host leaves places to the others. */
  readonly perHost: number;
  /** For sources that failed last time: a look at a hanging server holds its place until the deadline. */
  readonly doubtful: number;
}

export interface Visitor {
  readonly host: string;
  readonly doubtful: boolean;
}

/** Waits for a place, does the work and gives the place back. Rejects with the signal's reason when it aborts before there is a place. */
export type Places = <T>(visitor: Visitor, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

interface Waiting extends Visitor {
  readonly enter: () => void;
}

export const placeLimits: PlaceLimits = { total: 8, perHost: 6, doubtful: 2 };

export function createPlaces(limits: PlaceLimits = placeLimits): Places {
  /** In the order of turns: a host that got a place goes to the end. */
  const queues = new Map<string, Set<Waiting>>();
  const running = new Map<string, number>();
  let total = 0;
  let doubtful = 0;

  const mayEnter = (one: Visitor): boolean =>
    total < limits.total &&
    (running.get(one.host) ?? 0) < limits.perHost &&
    (!one.doubtful || doubtful < limits.doubtful);

  const count = (one: Visitor, by: 1 | -1): void => {
    total += by;
    if (one.doubtful) doubtful += by;
    const now = (running.get(one.host) ?? 0) + by;
    if (now === 0) running.delete(one.host);
    else running.set(one.host, now);
  };

  /** Of the host with the fewest looks under way; among equals, of the one that waits longest for its turn. */
  const next = (): Waiting | undefined => {
    let best: { readonly one: Waiting; readonly busy: number } | undefined;
    for (const [host, queue] of queues) {
      const busy = running.get(host) ?? 0;
      if (best && best.busy <= busy) continue;
      for (const one of queue) {
        if (!mayEnter(one)) continue;
        best = { one, busy };
        break;
      }
    }
    return best?.one;
  };

  const leave = (one: Waiting): void => {
    const queue = queues.get(one.host);
    if (!queue?.delete(one)) return;
    queues.delete(one.host);
    if (queue.size > 0) queues.set(one.host, queue);
  };

  const admit = (): void => {
    for (let one = next(); one; one = next()) {
      leave(one);
      count(one, 1);
      one.enter();
    }
  };

  return async (visitor, signal, work) => {
    await new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const cancel = (): void => {
        leave(one);
        reject(signal.reason as Error);
      };
      const one: Waiting = {
        ...visitor,
        enter: () => {
          signal.removeEventListener('abort', cancel);
          resolve();
        },
      };
      signal.addEventListener('abort', cancel, { once: true });
      const queue = queues.get(visitor.host) ?? new Set();
      queues.set(visitor.host, queue.add(one));
      admit();
    });
    try {
      return await work();
    } finally {
      count(visitor, -1);
      admit();
    }
  };
}
