import { find, isConflict, remove, type Api } from '../../kube/index.ts';
import { leaseName, readLease, type Replica } from './lease.ts';

export interface PeersOptions {
  readonly api: Api;
  readonly namespace: string;
  readonly onExpired: (replica: Replica) => void;
  /** A Lease is gone and nobody has told: what is known is not what is. */
  readonly onMissed: () => void;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Ends the Leases of others that are no longer renewed. A replica counts as dead once its Lease is deleted, which happens only to the very
 * version that was seen so long ago: whoever renews it in the same moment wins, whoever reads late or not at all deletes nothing alive, and
 * the owner finds out with its next renewal.
 */
export interface Peers {
  /** It was renewed: by our own clock from now on. */
  saw(replica: Replica): void;
  gone(name: string): void;
  /** Ends what by the API server's clock was not renewed for long: `serverTime` is when it wrote something just now. */
  endLongDead(serverTime: number): void;
  stop(): void;
}

const retryMs = 1_000;
/** API servers of one cluster may differ by this much. */
const skewMs = 10_000;

export function createPeers({ api, namespace, onExpired, onMissed, onTrouble }: PeersOptions): Peers {
  const peers = new Map<string, { readonly replica: Replica; readonly timer: NodeJS.Timeout }>();
  let stopped = false;
  const refOf = (name: string) => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    namespace,
    name: leaseName(name),
  });
  const arm = (replica: Replica, ms: number, absent = false): void => {
    clearTimeout(peers.get(replica.name)?.timer);
    if (stopped) return;
    peers.set(replica.name, { replica, timer: setTimeout(() => void expire(replica, absent), ms) });
  };
  const isCurrent = (replica: Replica): boolean => !stopped && peers.get(replica.name)?.replica === replica;
  const expire = async (replica: Replica, absent: boolean): Promise<void> => {
    try {
      await end(replica, absent);
    } catch (error) {
      if (stopped) return;
      onTrouble(error);
      if (isCurrent(replica)) arm(replica, retryMs);
    }
  };
  const end = async (replica: Replica, absent: boolean): Promise<void> => {
    const { name, uid, version } = replica;
    try {
      const done = await remove(api, refOf(name), { uid, resourceVersion: version });
      if (done === 'deleted' && !stopped) onExpired(replica);
      if (!isCurrent(replica)) return;
      if (done === 'absent' && absent) onMissed();
      // Another one was faster; the watch should say so any moment.
      arm(replica, retryMs, true);
    } catch (error) {
      if (!isConflict(error)) throw error;
      const there = await find(api, refOf(name));
      if (there && isCurrent(replica)) arm(readLease(there), replica.leaseMs);
    }
  };
  return {
    saw: (replica) => arm(replica, replica.leaseMs),
    gone: (name) => {
      clearTimeout(peers.get(name)?.timer);
      peers.delete(name);
    },
    endLongDead: (serverTime) => {
      for (const { replica } of peers.values()) {
        const { writtenAt, leaseMs } = replica;
        if (writtenAt !== undefined && writtenAt + leaseMs + skewMs < serverTime) arm(replica, 0);
      }
    },
    stop: () => {
      stopped = true;
      for (const { timer } of peers.values()) clearTimeout(timer);
    },
  };
}
