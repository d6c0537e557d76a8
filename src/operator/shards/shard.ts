/**
 * A replica among others: its own Lease kept alive, those of the others followed, and from both which Apps are its own. The protocol, and
 * why no two replicas own an App at once, is told in docs/decisions/shards.md.
 */
import { randomUUID } from 'node:crypto';
import { messageOf } from '../../lib/errors.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { followLeases } from './history.ts';
import { defaultTimes, type ShardOptions, systemClock } from './options.ts';
import { createPause } from './pause.ts';
import { createPeers } from './peers.ts';
import { owns, sameList, sameStanding, type Standing, standingOf } from './standing.ts';
import type { Shard } from './types.ts';

const retryMs = 1_000;

/** Resolves when this replica has its Lease; it owns Apps from the first call of its listeners on. Rejects when Leases cannot be listed or made. */
export async function createShard(options: ShardOptions): Promise<Shard> {
  const { api, name, log, settled = async () => undefined } = options;
  const { namespace = 'tug-system', clock = systemClock, times = defaultTimes } = options;
  const listeners = new Set<() => void>();
  let closed = false;
  let holder = holderOf(name);
  /** A list that was written to our Lease and has not come back by the watch. */
  let sent: readonly string[] | undefined;
  let agreeing = false;
  /** When the watch last showed a renewal of ours: a watch that does not is blind to the others too. */
  let seenAt = clock.monotonic();

  const onTrouble = (error: unknown): void =>
    log.warn('the replicas cannot be kept track of', { error: messageOf(error) });
  const peers = createPeers({
    api,
    namespace,
    onTrouble,
    onExpired: ({ name: replica }) => log.info('a replica has ended without a word', { replica }),
  });
  const history = await followLeases({
    api,
    namespace,
    saw: (replica) => {
      if (replica.name !== name) peers.saw(replica);
      else if (replica.holder === holder) seenAt = clock.monotonic();
    },
    gone: (replica) => peers.gone(replica),
    onKnown: () => update(),
    onTrouble,
  });
  let standing: Standing = standingOf({ name, holder }, history.known, sent);

  const update = (): void => {
    const mine = history.known.get(name);
    if (sent && mine?.holder === holder && sameList(mine.among, sent)) sent = undefined;
    const next = standingOf({ name, holder }, history.known, sent);
    const isOther = !sameStanding(next, standing);
    standing = next;
    if (isOther) for (const listener of listeners) listener();
    void agree();
  };
  /** Tells the others by which list this replica works, once nothing it does goes beyond that list. */
  const agree = async (): Promise<void> => {
    if (agreeing) return;
    agreeing = true;
    while (!closed && standing.member && !sameList(sent ?? history.known.get(name)?.among ?? [], standing.present)) {
      const { present } = standing;
      await settled();
      if (closed || !sameList(standing.present, present)) continue;
      sent = present;
      heartbeat.tell(present);
    }
    agreeing = false;
  };
  const isSeen = (): boolean => clock.monotonic() - seenAt < times.leaseMs - times.marginMs;
  const begin = (): Heartbeat =>
    createHeartbeat(holder, {
      api,
      name,
      namespace,
      clock,
      times,
      onTrouble,
      onRenewed: () => {
        if (!isSeen()) history.restart();
      },
      onLost: (how) => void lost(how),
    });
  const lost = async (how: 'deleted' | 'taken'): Promise<void> => {
    update();
    if (how === 'taken') {
      log.error('another operator has the name of this replica, which does nothing any more', { replica: name });
      return;
    }
    log.warn('others took this replica for dead; it joins them again', { replica: name });
    holder = holderOf(name);
    sent = undefined;
    heartbeat = begin();
    while (!closed) {
      try {
        await join();
        return;
      } catch (error) {
        onTrouble(error);
        await createPause(retryMs).over;
      }
    }
  };
  const join = async (): Promise<void> => {
    const made = await heartbeat.start([...new Set([...history.known.keys(), name])].toSorted());
    if (made.writtenAt !== undefined) peers.endLongDead(made.writtenAt);
  };
  let heartbeat = begin();
  await join();

  return {
    owns: (app) => owns(standing, app),
    mayWrite: () => standing.member && heartbeat.fresh() && isSeen(),
    onChange: (listener) => void listeners.add(listener),
    get replicas() {
      return standing.present;
    },
    close: async () => {
      closed = true;
      history.stop();
      peers.stop();
      await heartbeat.release().catch(onTrouble);
    },
  };
}

/** Unlike that of any other process, one of the same name included. */
const holderOf = (name: string): string => `${name}_${randomUUID()}`;
