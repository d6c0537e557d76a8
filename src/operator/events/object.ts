import { appApiVersion } from '../../app/spec/schema.ts';
import type { KubeObject } from '../../kube/index.ts';
import type { EventReason, News } from './types.ts';

export const eventsApiVersion = 'events.k8s.io/v1';

/** `action` is what was being done, `reason` how it went (KEP-383). */
const actions: Readonly<Record<EventReason, string>> = {
  Deployed: 'Deploy',
  Failed: 'Deploy',
  TimedOut: 'Deploy',
  Blocked: 'Deploy',
  RenderFailed: 'Render',
  SourceUnavailable: 'Fetch',
  SourceRecovered: 'Fetch',
  DriftRepaired: 'Repair',
  DriftSeen: 'Watch',
  TugOfWar: 'Repair',
  Held: 'Hold',
  Resumed: 'Resume',
  Pruned: 'Prune',
  RolledBack: 'Rollback',
};

/** Of the `metadata.name`, of 253 characters at most. */
const namePrefix = 200;

export function eventObject(
  { app, type, reason, message }: News,
  options: { readonly reporter: string; readonly instance: string; readonly id: string; readonly at: number },
): KubeObject {
  const { namespace, name, uid } = app;
  return {
    apiVersion: eventsApiVersion,
    kind: 'Event',
    metadata: { namespace, name: `${name.slice(0, namePrefix)}.${options.id}` },
    eventTime: microTime(options.at),
    reportingController: options.reporter,
    reportingInstance: options.instance,
    action: actions[reason],
    reason,
    type,
    note: message,
    regarding: { apiVersion: appApiVersion, kind: 'App', namespace, name, uid },
  };
}

/** MicroTime has six digits of a second. */
export const microTime = (at: number): string => new Date(at).toISOString().replace('Z', '000Z');
