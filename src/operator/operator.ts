/** What the parts of an operator share. */
import type { Api } from '../kube/index.ts';
import type { Apps } from './apps/apps.ts';
import type { Events } from './events/index.ts';
import type { Scheduler } from './fair/index.ts';
import type { Logger } from './log/types.ts';
import type { Metrics } from './metrics/types.ts';
import type { Notifier } from './notify/types.ts';
import type { WorkQueue } from './queue/types.ts';
import type { Seat } from './seats/seat.ts';
import type { Shard } from './shards/types.ts';
import type { SharedSources } from './shared/shared.ts';
import type { SourceHub } from './sources/types.ts';
import type { StatusWriter } from './status/index.ts';
import type { Tenants } from './tenancy/tenants.ts';

export interface Operator {
  /** With its own identity: for Apps, their status and events, and nothing of what they deploy. */
  readonly api: Api;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets, for how long something took or has to wait. */
  readonly elapsed: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly apps: Apps;
  /** The seat of a ServiceAccount; `tug-deployer` when none is named. Opened when the first needs it. */
  readonly seatOf: (namespace: string, account: string | undefined) => Seat;
  readonly hub: SourceHub;
  readonly tenants: Tenants;
  readonly shared: SharedSources;
  readonly queue: WorkQueue;
  /** The renderers, which tenants share in turns. */
  readonly renders: Scheduler;
  readonly shard: Shard;
  readonly statuses: StatusWriter;
  readonly events: Events;
  readonly notifier: Notifier;
}
