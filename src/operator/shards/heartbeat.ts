import {
  create,
  find,
  isAlreadyExists,
  isConflict,
  isNotFound,
  remove,
  replace,
  type KubeObject,
} from '../../kube/index.ts';
import { leaseName, leaseObject, readLease, type Replica } from './lease.ts';
import type { Clock, ShardOptions, Times } from './options.ts';
import { createPause, type Pause } from './pause.ts';

export interface HeartbeatOptions extends Pick<ShardOptions, 'api' | 'name'> {
  readonly namespace: string;
  readonly scope: string;
  readonly clock: Clock;
  readonly times: Times;
  /** After each renewal that arrived. */
  readonly onRenewed: () => void;
  /** The Lease is no longer this process's: another one deleted it, or one of the same name has taken it. The heart has stopped. */
  readonly onLost: (how: 'deleted' | 'taken') => void;
  readonly onTrouble: (error: unknown) => void;
}

/** Keeps the Lease of this process alive. Whatever is written carries the version it was read at, so a Lease that is lost is noticed, not taken back. */
export interface Heartbeat {
  readonly holder: string;
  /** Makes the Lease, or takes over that of a process of the same name, which has ended: names are those of Pods. Then keeps it. */
  start(among: readonly string[]): Promise<Replica>;
  /** Tells others what this replica works by from now on; sent at once, and again with each renewal. */
  tell(among: readonly string[]): void;
  /** Whether others must still take this replica to be alive. */
  fresh(): boolean;
  stop(): void;
  /** Gives the Lease back. */
  release(): Promise<void>;
}

const retryMs = 500;

export function createHeartbeat(holder: string, options: HeartbeatOptions): Heartbeat {
  const { api, name, namespace, scope, clock, times, onRenewed, onLost, onTrouble } = options;
  const ref = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace, name: leaseName(name) };
  const ended = new AbortController();
  let lease: Replica | undefined;
  let among: readonly string[] = [];
  let renewed: { readonly monotonic: number; readonly wall: number } | undefined;
  let pause: Pause | undefined;
  /** Told while a write was on its way. */
  let more = false;

  const content = (version?: string): KubeObject =>
    leaseObject({ name, namespace, holder, scope, among, leaseMs: times.leaseMs, renewedAt: clock.wall(), version });
  /** What arrived counts from the moment it was sent: others cannot have seen it earlier. */
  const timed = async (write: (signal: AbortSignal) => Promise<KubeObject>): Promise<Replica> => {
    const sentAt = { monotonic: clock.monotonic(), wall: clock.wall() };
    const written = await limited((limit) => write(AbortSignal.any([limit, ended.signal])));
    renewed = sentAt;
    return (lease = readLease(written));
  };
  const limited = async <T>(work: (limit: AbortSignal) => Promise<T>): Promise<T> => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error('the Lease was not answered for in time')), times.renewMs);
    try {
      return await work(limit.signal);
    } finally {
      clearTimeout(timer);
    }
  };
  const make = async (): Promise<Replica> => {
    try {
      return await timed((signal) => create(api, content(), { signal }));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    const there = await find(api, ref);
    if (!there) return make();
    return timed((signal) => replace(api, content(there.metadata.resourceVersion), { signal }));
  };
  const renew = async (): Promise<void> => {
    try {
      await timed((signal) => replace(api, content(lease?.version), { signal }));
      onRenewed();
    } catch (error) {
      if (ended.signal.aborted) return;
      if (!isConflict(error) && !isNotFound(error)) throw error;
      await look();
    }
  };
  /** A write of ours that was not answered may have arrived: then the Lease is newer than we know, and still ours. */
  const look = async (): Promise<void> => {
    const there = await find(api, ref, { signal: ended.signal });
    const found = there && readLease(there);
    if (found?.holder === holder) {
      lease = found;
      more = true;
      return;
    }
    stop();
    onLost(found ? 'taken' : 'deleted');
  };
  const beat = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const next = more ? 0 : times.renewMs;
      more = false;
      pause = createPause(next);
      await pause.over;
      pause = undefined;
      if (ended.signal.aborted) return;
      try {
        await renew();
      } catch (error) {
        if (ended.signal.aborted) return;
        onTrouble(error);
        pause = createPause(retryMs);
        await pause.over;
        more = true;
      }
    }
  };
  const stop = (): void => {
    renewed = undefined;
    ended.abort();
    pause?.end();
  };

  return {
    holder,
    start: async (first) => {
      among = first;
      const made = await make();
      void beat();
      return made;
    },
    tell: (list) => {
      among = list;
      more = true;
      pause?.end();
    },
    fresh: () => {
      if (!renewed) return false;
      // The monotonic clock stands still while a machine is suspended, the other one is set by people: whichever says that more time has passed.
      const age = Math.max(clock.monotonic() - renewed.monotonic, clock.wall() - renewed.wall);
      return age < times.leaseMs - times.marginMs;
    },
    stop,
    release: async () => {
      stop();
      const uid = lease?.uid;
      if (uid !== undefined) await limited((signal) => remove(api, ref, { uid, signal }));
    },
  };
}
