/** What the operator does when it hears of an App, a Tenant, a Source or a kind: it remembers, and looks at the Apps concerned. */
import { mapper } from '../kube/index.ts';
import type { KubeObject } from '../kube/object.ts';
import { Problem } from '../lib/errors.ts';
import type { Tracked } from './apps/tracked.ts';
import type { Operator } from './operator.ts';
import { type Priority, priorities } from './queue/types.ts';
import { wakeDependents } from './reconcile/wake.ts';
import type { WatchesOptions } from './watches.ts';

type Heard = Pick<WatchesOptions, 'app' | 'tenant' | 'source' | 'kinds'>;

/** Kinds come in groups: one look at what is served is enough for all of them. */
const kindsSettleMs = 500;

/** `isKnown`: everything was heard of once, and what comes now is news. */
export function hearing(op: Operator, isKnown: () => boolean): Heard & { close(): void } {
  let kindsTimer: NodeJS.Timeout | undefined;
  const lookAtKinds = async (): Promise<void> => {
    kindsTimer = undefined;
    await mapper(op.api, { refresh: true });
    lookAtAll(op, priorities.first);
  };
  return {
    app: (object, isGone) => (isGone ? gone(op, keyIn(object)) : seen(op, object, isKnown())),
    tenant: (object, isGone) => {
      if (isGone) op.tenants.drop(object.metadata.name ?? '');
      else op.tenants.see(object);
      lookAtAll(op, priorities.change);
    },
    source: (object, isGone) => {
      const key = keyIn(object);
      if (isGone) op.shared.drop(key);
      else op.shared.see(object);
      lookAtAll(op, priorities.change, ({ app, ref }) => {
        const named = app instanceof Problem ? undefined : app.spec.source.ref;
        return named !== undefined && `${named.namespace ?? ref.namespace}/${named.name}` === key;
      });
    },
    kinds: () => {
      if (isKnown()) kindsTimer ??= setTimeout(() => void lookAtKinds().catch(() => undefined), kindsSettleMs);
    },
    close: () => clearTimeout(kindsTimer),
  };
}

const keyIn = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;

function seen(op: Operator, object: KubeObject, isNews: boolean): void {
  const key = keyIn(object);
  const before = op.apps.get(key);
  const one = op.apps.see(object);
  if (!one) return;
  if (before && before !== one) letGo(op, before);
  if (before === one && one.running?.isWaiting) {
    one.running.stop(new Problem('Superseded', 'the App was changed meanwhile'));
  }
  // Whoever asks for a look wants the newest there is.
  if (before === one) void one.source?.subscription.look();
  if (op.shard.owns(key)) op.queue.add(key, isNews ? priorities.asked : priorities.first);
}

function gone(op: Operator, key: string): void {
  const one = op.apps.drop(key);
  if (one) letGo(op, one);
  wakeDependents(op, key);
}

function lookAtAll(op: Operator, priority: Priority, which: (one: Tracked) => boolean = () => true): void {
  for (const one of op.apps.all()) if (op.shard.owns(one.key) && which(one)) op.queue.add(one.key, priority);
}

/** After the replicas changed: takes up what is ours now and lets go what is not. */
export function takeShare(op: Operator): void {
  for (const one of op.apps.all()) {
    if (op.shard.owns(one.key)) op.queue.add(one.key, priorities.first);
    else if (one.seat) letGo(op, one);
  }
}

/** Ends all that is done for an App here. Its members stay as they are. */
function letGo(op: Operator, one: Tracked): void {
  op.queue.remove(one.key);
  one.running?.stop(new Problem('Superseded', 'another replica goes on with it, or it is gone'));
  one.wait?.end();
  one.wait = undefined;
  one.source?.subscription.end();
  one.source = undefined;
  one.seat?.references.leave(one.key);
  one.seat?.leave(one.ref);
  one.seat = undefined;
  op.statuses.forget(one.uid);
  op.metrics.forget(one.ref);
}
