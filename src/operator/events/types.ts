/** What is told as Kubernetes Events about an App. */
export const eventReasons = [
  'Deployed',
  'Failed',
  'TimedOut',
  'Blocked',
  'RenderFailed',
  'SourceUnavailable',
  'SourceRecovered',
  'DriftRepaired',
  'DriftSeen',
  'TugOfWar',
  'Held',
  'Resumed',
  'Pruned',
  'RolledBack',
] as const;
export type EventReason = (typeof eventReasons)[number];

export type EventType = 'Normal' | 'Warning';

/** The App an Event is about. */
export interface EventApp {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface News {
  readonly app: EventApp;
  readonly type: EventType;
  readonly reason: EventReason;
  readonly message: string;
}
