import { follow, typeOf, type Api } from '../../kube/index.ts';
import { isReplicaLease, readLease, replicaLabel, type Replica } from './lease.ts';
import { createPause, type Pause } from './pause.ts';

export interface HistoryOptions {
  readonly api: Api;
  readonly namespace: string;
  readonly scope: string;
  /** A Lease was made or written. */
  readonly saw: (replica: Replica) => void;
  readonly gone: (name: string) => void;
  /** After events, when all that came in one go has been taken in: what is known is then a moment of the history that really was. */
  readonly onKnown: () => void;
  readonly onTrouble: (error: unknown) => void;
}

/** The Leases of all replicas, by one watch. */
export interface History {
  readonly known: ReadonlyMap<string, Replica>;
  /** Lists them anew: the watch has gone silent. */
  restart(): void;
  stop(): void;
}

const retryMs = 2_000;

/** Resolves when the Leases are known; rejects when they cannot be listed. */
export async function followLeases(options: HistoryOptions): Promise<History> {
  const { api, namespace, scope, saw, gone, onKnown, onTrouble } = options;
  const type = await typeOf(api, 'coordination.k8s.io/v1', 'Lease', 'the replicas of the operator');
  const stopped = new AbortController();
  const known = new Map<string, Replica>();
  const first = Promise.withResolvers<void>();
  let attempt = new AbortController();
  let synced = false;
  let told = false;
  let pause: Pause | undefined;

  const tellSoon = (): void => {
    if (told || stopped.signal.aborted) return;
    told = true;
    setImmediate(() => {
      told = false;
      if (!stopped.signal.aborted) onKnown();
    });
  };
  const put = (replica: Replica): void => {
    const isNew = known.get(replica.name)?.version !== replica.version;
    known.set(replica.name, replica);
    if (isNew) saw(replica);
  };
  const drop = (name: string): void => {
    if (known.delete(name)) gone(name);
  };
  const read = async (): Promise<void> => {
    /** A new list, until it is complete: what is not in it has gone meanwhile. */
    let listed: Map<string, Replica> | undefined = new Map();
    const signal = AbortSignal.any([attempt.signal, stopped.signal]);
    for await (const event of follow(api, type, {
      namespace,
      labelSelector: `${replicaLabel}=${scope}`,
      signal,
      onTrouble,
    })) {
      if (signal.aborted) return;
      if (event.type === 'synced') {
        for (const replica of listed?.values() ?? []) put(replica);
        for (const name of known.keys()) if (!listed?.has(name)) drop(name);
        listed = undefined;
        synced = true;
        first.resolve();
      } else if (isReplicaLease(event.object)) {
        const replica = readLease(event.object);
        if (listed) listed.set(replica.name, replica);
        else if (event.type === 'deleted') drop(replica.name);
        else put(replica);
      }
      if (!listed) tellSoon();
    }
  };
  const readForEver = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        await read();
      } catch (error) {
        if (!synced) return first.reject(error);
        onTrouble(error);
        pause = createPause(retryMs);
        await pause.over;
      }
    }
  };
  void readForEver();
  await first.promise;
  return {
    known,
    restart: () => {
      attempt.abort();
      attempt = new AbortController();
    },
    stop: () => {
      stopped.abort();
      pause?.end();
    },
  };
}
