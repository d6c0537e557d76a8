import { randomBytes } from 'node:crypto';
import { messageOf } from '../../lib/errors.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { followLeases } from './history.ts';
import { leaseName } from './lease.ts';
import { defaultTimes, systemClock, type ShardOptions } from './options.ts';
import { createPause } from './pause.ts';
import { createPeers } from './peers.ts';
import { owns, sameList, sameStanding, standingOf, type Standing } from './standing.ts';
import type { Shard } from './types.ts';

const retryMs = 1_000;

/**
 * Joins the replicas of the operator. Resolves when this one has its Lease and knows the others; Problem or ApiError when Leases cannot be
 * read or written. docs/decisions/shards.md says why no two replicas own an App at once.
 */
export async function createShard(options: ShardOptions): Promise<Shard> {
  const {
    api,
    name,
    log,
    namespace = 'tug-system',
    scope = 'all',
    clock = systemClock,
    times = defaultTimes,
  } = options;
  const { settled = () => Promise.resolve() } = options;
  leaseName(name);
  const listeners: (() => void)[] = [];
  const trouble = (error: unknown): void =>
    log.warn('the Leases of the replicas cannot be kept', { error: messageOf(error) });
  let heartbeat: Heartbeat | undefined;
  /** Told others and not yet seen on the own Lease; until then both the old and the new list bind. */
  let sent: readonly string[] | undefined;
  let standing: Standing = nobody(name);
  let seenAt = clock.monotonic();
  let sharing = false;
  let closed = false;

  const peers = createPeers({
    api,
    namespace,
    onMissed: () => history.restart(),
    onExpired: (replica) => log.info('a replica is gone without a word', { replica: replica.name }),
    onTrouble: trouble,
  });
  const onKnown = (): void => {
    const mine = history.known.get(name);
    const joined = heartbeat !== undefined && mine?.holder === heartbeat.holder;
    if (joined && sent && sameList(mine.among, sent)) sent = undefined;
    const next = standingOf({ name, holder: heartbeat?.holder ?? '' }, history.known, sent);
    if (!sameStanding(next, standing)) {
      standing = next;
      for (const listener of listeners) listener();
    }
    // What is present has changed, and all that was told before has been seen.
    if (joined && !sent && !sameList(mine.among, standing.present)) void share();
  };
  /** Others are told of the new list when the work on what it gives away has ended. */
  const share = async (): Promise<void> => {
    if (sharing) return;
    sharing = true;
    try {
      const by = heartbeat;
      let list: readonly string[];
      do {
        list = standing.present;
        await settled();
      } while (!sameList(list, standing.present));
      if (closed || !by || by !== heartbeat) return;
      sent = list;
      by.tell(list);
    } catch (error) {
      log.error('it is not known whether the work on Apps that move has ended', { error: messageOf(error) });
      await createPause(retryMs).over;
    } finally {
      sharing = false;
      if (!closed) onKnown();
    }
  };
  const onRenewed = (): void => {
    // Every renewal comes back on the watch; when none does, the watch is dead though nobody has said so.
    if (clock.monotonic() - seenAt < times.leaseMs) return;
    seenAt = clock.monotonic();
    history.restart();
  };
  const join = async (): Promise<void> => {
    const holder = `${name}_${randomBytes(6).toString('hex')}`;
    const next = createHeartbeat(holder, {
      api,
      name,
      namespace,
      scope,
      clock,
      times,
      onRenewed,
      onLost,
      onTrouble: trouble,
    });
    heartbeat?.stop();
    heartbeat = next;
    sent = [...new Set([...history.known.keys(), name])].toSorted();
    const mine = await next.start(sent);
    if (closed) return next.release();
    if (mine.writtenAt !== undefined) peers.endLongDead(mine.writtenAt);
  };
  const onLost = (how: 'deleted' | 'taken'): void => {
    heartbeat = undefined;
    sent = undefined;
    onKnown();
    if (how === 'taken') {
      log.error('another process has taken the name of this replica, which does nothing from now on', {
        replica: name,
      });
      return;
    }
    log.warn('others took this replica for dead; it joins again', { replica: name });
    void joinAgain();
  };
  const joinAgain = async (): Promise<void> => {
    if (closed) return;
    try {
      await settled();
      if (!closed) await join();
    } catch (error) {
      trouble(error);
      await createPause(retryMs).over;
      await joinAgain();
    }
  };

  const history = await followLeases({
    api,
    scope,
    namespace,
    saw: (replica) => {
      if (replica.name === name) seenAt = clock.monotonic();
      else peers.saw(replica);
    },
    gone: (gone) => peers.gone(gone),
    onKnown,
    onTrouble: trouble,
  });
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    standing = nobody(name);
    history.stop();
    peers.stop();
    // It expires by itself when it cannot be given back.
    await heartbeat?.release().catch(trouble);
  };
  try {
    await join();
    await memberOf(() => standing.member, listeners);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    owns: (app) => owns(standing, app),
    mayWrite: () => !closed && heartbeat?.fresh() === true,
    onChange: (listener) => {
      listeners.push(listener);
    },
    get replicas() {
      return standing.present;
    },
    close,
  };
}

function nobody(self: string): Standing {
  return { self, member: false, present: [], told: [], rivals: [] };
}

/** The own Lease has come back on the watch. */
async function memberOf(isMember: () => boolean, listeners: (() => void)[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (isMember()) resolve();
  };
  listeners.push(look);
  look();
  await promise;
  listeners.splice(listeners.indexOf(look), 1);
}
