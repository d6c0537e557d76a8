/** The operator: Apps run for ever. Wires what watches, what decides and what tells, and ends it all in order. */
import { health } from '../health/index.ts';
import { type Api, mapper } from '../kube/index.ts';
import { messageOf, Problem } from '../lib/errors.ts';
import { createApps } from './apps/apps.ts';
import type { Tracked } from './apps/tracked.ts';
import { createEvents } from './events/index.ts';
import { createScheduler, fairApi } from './fair/index.ts';
import { fencedApi } from './fenced.ts';
import type { Logger } from './log/types.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createNotifier } from './notify/index.ts';
import type { Operator } from './operator.ts';
import { createQueue } from './queue/queue.ts';
import { priorities } from './queue/types.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { openServer } from './server.ts';
import { createSeats } from './seats/seats.ts';
import { createShard } from './shards/index.ts';
import { createSharedSources } from './shared/shared.ts';
import { createSourceHub } from './sources/index.ts';
import { createStatusWriter } from './status/index.ts';
import { createTenants } from './tenancy/tenants.ts';
import { followOwn } from './watches.ts';

export interface OperatorOptions {
  /** With the operator's own identity. */
  readonly api: Api;
  readonly version: string;
  /** Of the Apps to work on; all when empty. */
  readonly namespaces?: readonly string[];
  /** `HOST:PORT` of metrics, health and webhooks; none is served when absent. Port 0 is any that is free. */
  readonly listen?: string;
  /** Of this replica, unlike that of any other; the name of its Pod. */
  readonly name: string;
  readonly log: Logger;
}

/** Apps worked on at once: enough to keep an API server of a few cores busy while some of them render or wait. */
const places = 24;
const backoff = { firstMs: 1_000, mostMs: 300_000 };
/** A member that is on its way changes its health many times; one look is enough for several of them. */
const healthSettlesMs = 50;
/** Kinds come in groups: one look at what is served is enough for all of them. */
const kindsSettleMs = 500;

/** Resolves when `signal` aborts and all has ended. Problem when it cannot begin, or not go on. */
export async function runOperator(options: OperatorOptions, signal: AbortSignal): Promise<void> {
  const { log, name, version } = options;
  const namespaces = options.namespaces ?? [];
  const stop = new AbortController();
  const over = AbortSignal.any([signal, stop.signal]);
  const shard = await createShard({ api: options.api, name, log });
  const api = fencedApi(options.api, () => shard.mayWrite());
  const scheduler = createScheduler();
  const apps = createApps();
  const metrics = createMetrics(version);
  const hub = createSourceHub({
    onTrouble: (error) => log.error('a source failed unexpectedly', { error: messageOf(error) }),
  });
  const queue = createQueue({
    places,
    backoff,
    groupOf: (key) => key.slice(0, key.indexOf('/')),
    work: (key, turn) => reconcile(key, turn, operator, over),
    onError: (key, error) => log.error('an App failed unexpectedly', { app: key, error: messageOf(error) }),
  });
  const seats = createSeats({
    actAs: (user, tenant) => fairApi(scheduler, api.impersonate(user), tenant),
    judge: (key, object) => {
      const app = apps.get(key)?.app;
      return health(object, { rules: app && !(app instanceof Problem) ? app.spec.health : [] });
    },
    happened: (key, what) => {
      if (apps.get(key))
        queue.add(key, priorities[what === 'drift' ? 'drift' : 'change'], what === 'health' ? healthSettlesMs : 0);
      else for (const dependent of apps.dependents(key)) queue.add(dependent, priorities.change);
    },
    referenced: (key) => queue.add(key, priorities.change),
  });
  const operator: Operator = {
    api,
    now: Date.now,
    log,
    metrics,
    apps,
    seatOf: (namespace, account) => seats.of(namespace, account),
    hub,
    tenants: createTenants(),
    shared: createSharedSources(),
    queue,
    shard,
    statuses: createStatusWriter({
      api,
      mayWrite: () => shard.mayWrite(),
      onTrouble: ({ namespace, name: app }, error, dropped) =>
        log.warn('a status was not written', { app: `${namespace}/${app}`, error: messageOf(error), dropped }),
    }),
    events: createEvents({ api, reporter: 'tug-operator', instance: name }),
    notifier: createNotifier({
      onTrouble: (app, error) =>
        log.warn('news was not taken', { app: `${app.namespace}/${app.name}`, error: messageOf(error) }),
      onSent: (result) => metrics.notified(result),
    }),
  };
  metrics.read({
    queue: () => queue.counts,
    requests: () => options.api.stats.byVerb,
    turns: () => scheduler.counts,
    sources: () => hub.list(),
    replicas: () => shard.replicas,
  });

  const release = (one: Tracked): void => {
    queue.remove(one.key);
    one.wait?.end();
    one.wait = undefined;
    one.source?.subscription.end();
    one.source = undefined;
    one.seat?.references.leave(one.key);
    one.seat?.leave(one.ref);
    one.seat = undefined;
    operator.statuses.forget(one.uid);
    metrics.forget(one.ref);
  };
  const all = (priority: Parameters<typeof queue.add>[1], which: (one: Tracked) => boolean = () => true): void => {
    for (const one of apps.all()) if (shard.owns(one.key) && which(one)) queue.add(one.key, priority);
  };
  shard.onChange(() => {
    for (const one of apps.all()) {
      if (shard.owns(one.key)) queue.add(one.key, priorities.first);
      else if (one.seat) release(one);
    }
  });
  let kindsTimer: NodeJS.Timeout | undefined;
  const lookAtKinds = async (): Promise<void> => {
    kindsTimer = undefined;
    await mapper(api, { refresh: true });
    all(priorities.first);
  };
  let isReady = false;
  const server = await openServer(options, operator, () => isReady);
  try {
    await followOwn(
      api,
      {
        namespaces,
        app: (object, isGone) => {
          const key = `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
          const before = apps.get(key);
          if (isGone) {
            const gone = apps.drop(key);
            if (gone) release(gone);
            for (const dependent of apps.dependents(key)) queue.add(dependent, priorities.change);
            return;
          }
          const one = apps.see(object);
          if (!one) return;
          if (before && before !== one) release(before);
          // Whoever asks for a look wants the newest there is.
          if (before === one) one.source?.subscription.look();
          if (shard.owns(key)) queue.add(key, isReady ? priorities.asked : priorities.first);
        },
        tenant: (object, isGone) => {
          if (isGone) operator.tenants.drop(object.metadata.name ?? '');
          else operator.tenants.see(object);
          all(priorities.change);
        },
        source: (object, isGone) => {
          const { name: source = '', namespace = '' } = object.metadata;
          if (isGone) operator.shared.drop(`${namespace}/${source}`);
          else operator.shared.see(object);
          all(priorities.change, ({ app, ref }) => {
            const named = app instanceof Problem ? undefined : app.spec.source.ref;
            return named?.name === source && (named.namespace ?? ref.namespace) === namespace;
          });
        },
        kinds: () => {
          if (isReady) kindsTimer ??= setTimeout(() => void lookAtKinds().catch(() => undefined), kindsSettleMs);
        },
        ended: (error) => stop.abort(error),
      },
      over,
    );
    isReady = true;
    log.info('the operator is at work', { apps: apps.size, replica: name, listen: server?.address ?? '' });
    await new Promise<void>((resolve) => {
      if (over.aborted) resolve();
      else over.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    clearTimeout(kindsTimer);
    stop.abort();
    isReady = false;
    for (const one of apps.all()) one.wait?.end();
    await queue.stop();
    await Promise.all([operator.statuses.close(), operator.events.close(), operator.notifier.close(), hub.close()]);
    await shard.close();
    seats.close();
    await server?.close();
  }
  if (!signal.aborted) throw over.reason as Error;
  log.info('the operator has ended');
}
