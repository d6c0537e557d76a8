/** A finding → the App's status, events, metrics and messages; each only when it is another one than before. */
import type { AppStatusFields } from '../../app/spec/schema/status.ts';
import { find } from '../../kube/index.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { EventReason } from '../events/index.ts';
import type { News, Notification } from '../notify/types.ts';
import type { Operator } from '../operator.ts';
import { type Reason, statusOf } from '../status/index.ts';
import type { Finding } from './finding.ts';
import { wakeDependents } from './wake.ts';

export function say(one: Tracked, finding: Finding, op: Operator): void {
  const { namespace, name } = one.ref;
  const app = { namespace, name, uid: one.uid };
  const before = op.statuses.latest(one.uid) ?? one.status;
  const generation = one.object.metadata.generation ?? 0;
  const next = statusOf(before, { ...finding, generation, drift: finding.drift ?? one.drift }, op.now());
  op.statuses.write(app, one.status, next);
  one.drift = next.drift;
  const ready = readyOf(next);
  op.metrics.app(one.ref, { ready, reason: finding.said.reason, release: next.release ?? 0 });
  setReady(one, ready === 'True' && next.observedGeneration === generation, op);
  if (reasonOf(before) !== finding.said.reason) tellChange(one, finding, next, op);
}

/** Apps that wait for this one go on the moment it is ready. */
function setReady(one: Tracked, isReady: boolean, op: Operator): void {
  if (one.isReady === isReady) return;
  one.isReady = isReady;
  if (isReady) wakeDependents(op, one.key);
}

const conditionOf = (status: AppStatusFields | undefined, type: string) =>
  status?.conditions.find((condition) => condition.type === type);

const readyOf = (status: AppStatusFields): 'True' | 'False' | 'Unknown' =>
  conditionOf(status, 'Ready')?.status ?? 'Unknown';

const reasonOf = (status: AppStatusFields | undefined): string | undefined => conditionOf(status, 'Ready')?.reason;

const events: Partial<Record<Reason, readonly ['Normal' | 'Warning', EventReason]>> = {
  Deployed: ['Normal', 'Deployed'],
  Failed: ['Warning', 'Failed'],
  TimedOut: ['Warning', 'TimedOut'],
  Blocked: ['Warning', 'Blocked'],
  Forbidden: ['Warning', 'Blocked'],
  RenderFailed: ['Warning', 'RenderFailed'],
  InvalidSpec: ['Warning', 'Blocked'],
  SourceUnavailable: ['Warning', 'SourceUnavailable'],
  Held: ['Normal', 'Held'],
};

function tellChange(one: Tracked, finding: Finding, next: AppStatusFields, op: Operator): void {
  const { reason, message } = finding.said;
  const { namespace, name } = one.ref;
  const kind = events[reason];
  if (kind && conditionOf(one.status, reason)?.message !== message) {
    op.events.emit({ namespace, name, uid: one.uid }, kind[0], kind[1], message);
  }
  const news = newsOf[reason];
  if (news) tellOutside(one, news, message, next, op);
}

const newsOf: Partial<Record<Reason, News['kind']>> = {
  Deploying: 'deploying',
  Deployed: 'deployed',
  Failed: 'failed',
  TimedOut: 'failed',
  Blocked: 'failed',
  Forbidden: 'failed',
  RenderFailed: 'failed',
  Held: 'held',
};

export function tellOutside(
  one: Tracked,
  kind: News['kind'],
  message: string,
  status: AppStatusFields,
  op: Operator,
): void {
  const { app, ref } = one;
  if (app instanceof Problem || app.spec.notify.length === 0) return;
  const news: News = {
    kind,
    app: ref,
    revision: status.attempted ?? status.revision ?? '',
    repository: app.spec.source.git?.url,
    release: status.release ?? 0,
    message,
    when: new Date(op.now()).toISOString(),
  };
  void targetsOf(one, app.spec.notify, op).then(
    (targets) => op.notifier.tell(news, targets),
    (error: unknown) => op.log.warn('news could not be sent', { app: one.key, error: messageOf(error) }),
  );
}

/** Their Secrets are read as the App's own account. */
async function targetsOf(
  one: Tracked,
  notify: readonly Notification[],
  op: Operator,
): Promise<Parameters<Operator['notifier']['tell']>[1]> {
  const { seat, ref } = one;
  return Promise.all(
    notify.map(async (to) => {
      if (!to.secretRef || !seat) return { to, secret: undefined };
      const secret = await find(seat.api, {
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: ref.namespace,
        name: to.secretRef.name,
      });
      if (!secret) {
        op.log.warn('the Secret of a notification does not exist', { app: one.key, secret: to.secretRef.name });
      }
      const data = (secret?.['data'] ?? {}) as Record<string, string>;
      return {
        to,
        secret: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64')])),
      };
    }),
  );
}
