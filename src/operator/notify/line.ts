/** What waits to be delivered. Newest news of one key only; bounded, fair between namespaces, one at a time for each target. */
import type { AppRef } from '../../app/ledger/ledger.ts';
import type { Message } from './message.ts';

export interface Delivery {
  /** App, target, and what it is about. */
  readonly key: string;
  readonly app: AppRef;
  readonly message: Message;
  /** Milliseconds since the epoch: when it was handed in, and before when it is not sent. */
  readonly since: number;
  due: number;
  attempts: number;
}

export interface Line {
  /** Replaces what waits under its key, whose pause it keeps; gives back what had to give way for want of room. */
  put(delivery: Delivery): Delivery | undefined;
  /** Puts one back that was not taken; no more if newer news came meanwhile. */
  putBack(delivery: Delivery): void;
  /** Takes out the next that may be sent now; else how long to wait, undefined when only an end of what is under way changes that. */
  next(now: number): Delivery | number | undefined;
  done(delivery: Delivery): void;
  /** Sends nothing to the target of `delivery` before `until`. */
  rest(delivery: Delivery, until: number): void;
  /** Nothing waits for its time any more. */
  hurry(): void;
  readonly size: number;
}

const mostWaiting = 2_000;
const mostAtOnce = 8;
/** So that the hanging servers of one namespace leave places to the others. */
const mostOfNamespace = 2;

export function createLine(): Line {
  const waiting = new Map<string, Delivery>();
  const busy = new Set<string>();
  const ofNamespace = new Map<string, number>();
  const resting = new Map<string, number>();

  const count = (namespace: string, by: number): void => {
    const now = (ofNamespace.get(namespace) ?? 0) + by;
    if (now > 0) ofNamespace.set(namespace, now);
    else ofNamespace.delete(namespace);
  };
  const startOf = (delivery: Delivery): number => Math.max(delivery.due, resting.get(laneOf(delivery)) ?? 0);
  const mayGo = (delivery: Delivery): boolean =>
    !busy.has(laneOf(delivery)) && (ofNamespace.get(delivery.app.namespace) ?? 0) < mostOfNamespace;

  const giveWay = (): Delivery | undefined => {
    const counts = new Map<string, number>();
    for (const { app } of waiting.values()) counts.set(app.namespace, (counts.get(app.namespace) ?? 0) + 1);
    const [most] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? [];
    const oldest = [...waiting.values()].find(({ app }) => app.namespace === most);
    if (oldest) waiting.delete(oldest.key);
    return oldest;
  };

  return {
    put: (delivery) => {
      const before = waiting.get(delivery.key);
      waiting.delete(delivery.key);
      const gone = waiting.size < mostWaiting ? undefined : giveWay();
      const kept = before && before.attempts > 0 ? { due: before.due, attempts: before.attempts } : {};
      waiting.set(delivery.key, { ...delivery, ...kept });
      return gone;
    },
    putBack: (delivery) => {
      const newer = waiting.get(delivery.key);
      if (!newer) waiting.set(delivery.key, delivery);
      else newer.due = Math.max(newer.due, delivery.due);
    },
    next: (now) => {
      if (busy.size >= mostAtOnce) return undefined;
      let soonest: number | undefined;
      for (const delivery of waiting.values()) {
        if (!mayGo(delivery)) continue;
        const wait = startOf(delivery) - now;
        if (wait > 0) {
          soonest = Math.min(soonest ?? wait, wait);
          continue;
        }
        waiting.delete(delivery.key);
        busy.add(laneOf(delivery));
        count(delivery.app.namespace, 1);
        return delivery;
      }
      return soonest;
    },
    done: (delivery) => {
      busy.delete(laneOf(delivery));
      count(delivery.app.namespace, -1);
    },
    rest: (delivery, until) => {
      // Forgets the rests that are over when there are many; a target that is asked too early says so again.
      if (resting.size > mostWaiting) resting.clear();
      resting.set(laneOf(delivery), until);
    },
    hurry: () => {
      resting.clear();
      for (const delivery of waiting.values()) delivery.due = 0;
    },
    get size() {
      return waiting.size;
    },
  };
}

/** Tenants do not share a lane: what one of them is asked to wait for holds up no other. */
const laneOf = ({ app, message }: Delivery): string => `${app.namespace} ${message.url.origin}`;
