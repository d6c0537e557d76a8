/** What is told as Kubernetes Events about an App. */
export type EventReason =
  | 'Deployed'
  | 'Failed'
  | 'TimedOut'
  | 'Blocked'
  | 'RenderFailed'
  | 'SourceUnavailable'
  | 'SourceRecovered'
  | 'DriftRepaired'
  | 'DriftSeen'
  | 'TugOfWar'
  | 'Held'
  | 'Resumed'
  | 'Pruned'
  | 'RolledBack';

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
