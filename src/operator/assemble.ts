/** Makes the parts of an operator and ties them together: what happened to whom brings which App back. */
import { health } from '../health/index.ts';
import { sleep } from '../lib/async.ts';
import { messageOf, Problem } from '../lib/errors.ts';
import { maxThreads } from '../render/engine/pool.ts';
import { createApps } from './apps/apps.ts';
import { createEvents } from './events/index.ts';
import { createScheduler, fairApi } from './fair/index.ts';
import { fencedApi } from './fenced.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createNotifier } from './notify/index.ts';
import type { Operator } from './operator.ts';
import { createQueue } from './queue/queue.ts';
import { priorities } from './queue/types.ts';
import { reconcile } from './reconcile/reconcile.ts';
import type { OperatorOptions } from './options.ts';
import { wakeDependents } from './reconcile/wake.ts';
import { createSeats } from './seats/seats.ts';
import { createSharedSources } from './shared/shared.ts';
import type { Shard } from './shards/types.ts';
import { createSourceHub } from './sources/index.ts';
import { createStatusWriter } from './status/index.ts';
import { createTenants } from './tenancy/tenants.ts';

/** Apps worked on at once: enough to keep an API server of a few cores busy while some of them render or wait. */
const places = 24;
const backoff = { firstMs: 1_000, mostMs: 300_000 };
/** How often it is looked whether the Apps that others take over are let go; in memory. */
const settleLookMs = 20;
/** A member that is on its way changes its health many times; one look is enough for several of them. */
const healthSettlesMs = 50;

export interface Assembled {
  readonly operator: Operator;
  /** Resolves when nothing is done any more for Apps that are not ours. */
  settled(): Promise<void>;
  /** Ends the parts in order, what is under way first. */
  close(): Promise<void>;
}

/** `over` aborts what is under way. */
export function assemble(options: OperatorOptions, shard: Shard, over: AbortSignal): Assembled {
  const { log, name, version } = options;
  const api = fencedApi(options.api, () => shard.mayWrite());
  const scheduler = createScheduler();
  const apps = createApps();
  const metrics = createMetrics(version);
  const hub = createSourceHub({
    onTrouble: (error) => log.error('a source failed unexpectedly', { error: messageOf(error) }),
    onLook: (result) => metrics.looked(result),
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
      // An App that is only pushed is known by its ledger alone, and others may wait for it.
      if (!apps.get(key)) return wakeDependents(operator, key);
      const priority = what === 'drift' ? priorities.drift : priorities.change;
      queue.add(key, priority, what === 'health' ? healthSettlesMs : 0);
    },
    referenced: (key) => queue.add(key, priorities.change),
  });
  const operator: Operator = {
    api,
    now: Date.now,
    elapsed: () => performance.now(),
    log,
    metrics,
    apps,
    seatOf: (namespace, account) => seats.of(namespace, account),
    hub,
    tenants: createTenants(),
    shared: createSharedSources(),
    queue,
    renders: createScheduler({ limit: maxThreads }),
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
  return {
    operator,
    settled: async () => {
      while ([...apps.all()].some(({ key, running }) => running && !shard.owns(key))) await sleep(settleLookMs);
    },
    close: async () => {
      for (const one of apps.all()) one.wait?.end();
      await queue.stop();
      await Promise.all([operator.statuses.close(), operator.events.close(), operator.notifier.close(), hub.close()]);
      seats.close();
    },
  };
}
