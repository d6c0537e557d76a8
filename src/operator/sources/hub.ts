import { type Clock, systemClock } from '../../lib/clock.ts';
import type { Looked } from '../../source/look.ts';
import { addressOf } from './address.ts';
import { type Identity, identityOf } from './identity.ts';
import { lookAt } from './look.ts';
import { intervalMs } from './pace.ts';
import { createPlaces } from './places.ts';
import { type Poller, startPoller } from './poller.ts';
import type { SourceHub, SourceSpec, SourceWant, LookResult } from './types.ts';

export interface SourceHubOptions {
  readonly clock?: Clock;
  /** From 0 to 1, for the jitter of intervals. */
  readonly random?: () => number;
  /** Defects: what a look or a subscriber threw that is no Problem. */
  readonly onTrouble?: (error: unknown) => void;
  readonly onLook?: (result: LookResult) => void;
  /** One look at a source; that of the protocol clients when left out. */
  readonly look?: (want: SourceWant, before: string | undefined, signal: AbortSignal) => Promise<Looked>;
}

interface Subscriber {
  readonly interval: number;
  readonly onChange: () => void;
}

interface Polled {
  readonly identity: Identity;
  readonly poller: Poller;
  readonly subscribers: Set<Subscriber>;
}

/** A hub that polls each distinct source once, as often as its most impatient subscriber asks, for as long as somebody subscribes. */
export function createSourceHub(options: SourceHubOptions = {}): SourceHub {
  const { clock = systemClock, random = Math.random, onTrouble = () => undefined, look = lookAt } = options;
  const onLook = options.onLook ?? ((): void => undefined);
  const places = createPlaces();
  const sources = new Map<string, Polled>();
  const leaving = new Set<Promise<void>>();

  const start = (identity: Identity, want: SourceWant): Polled => {
    const subscribers = new Set<Subscriber>();
    const poller = startPoller({
      host: identity.host,
      look: (before, signal) => look(want, before, signal),
      interval: () => Math.min(...[...subscribers].map(({ interval }) => interval)),
      onChange: () => tell(subscribers, onTrouble),
      onTrouble,
      onLook,
      places,
      clock,
      random,
    });
    return { identity, poller, subscribers };
  };

  const stop = ({ identity, poller }: Polled): void => {
    sources.delete(identity.key);
    const left = poller.end().finally(() => leaving.delete(left));
    leaving.add(left);
  };

  return {
    subscribe: (want, onChange) => {
      const identity = identityOf(want);
      const polled = sources.get(identity.key) ?? start(identity, want);
      sources.set(identity.key, polled);
      const subscriber: Subscriber = { interval: intervalMs(intervalOf(want.spec)), onChange };
      polled.subscribers.add(subscriber);
      polled.poller.rewind();
      return {
        get state() {
          return polled.poller.state;
        },
        look: () => (polled.subscribers.has(subscriber) ? polled.poller.look() : Promise.resolve()),
        end: () => {
          if (polled.subscribers.delete(subscriber) && polled.subscribers.size === 0) stop(polled);
        },
      };
    },
    hint: ({ urls }) => {
      const named = new Set(urls.map(addressOf).filter((address) => address !== undefined));
      const meant = [...sources.values()].filter(({ identity }) =>
        [...named].some((address) => identity.addresses.has(address)),
      );
      for (const { poller } of meant) void poller.look();
      return meant.length;
    },
    list: () =>
      [...sources.values()].map(({ identity, poller, subscribers }) => ({
        name: identity.name,
        state: poller.state,
        subscribers: subscribers.size,
      })),
    close: async () => {
      for (const polled of sources.values()) stop(polled);
      await Promise.all(leaving);
    },
  };
}

/** One subscriber that throws does not keep the news from the others. */
function tell(subscribers: ReadonlySet<Subscriber>, onTrouble: (error: unknown) => void): void {
  for (const { onChange } of subscribers) {
    try {
      onChange();
    } catch (error) {
      onTrouble(error);
    }
  }
}

function intervalOf({ git, oci, chart }: SourceSpec): string | undefined {
  return (git ?? oci ?? chart)?.interval;
}
