/** What an operator says about an App, before it is put into conditions, events, metrics and messages. */
import type { AppStatusFields, PastDeploy } from '../../app/spec/schema/status.ts';

/** Reasons are the words of the `reason` of conditions: CamelCase, stable, listed in docs/operations.md. */
export type Reason =
  // Ready=True
  | 'Deployed'
  // Ready=Unknown or False with Reconciling=True
  | 'Pending' // nothing known of the source yet
  | 'Deploying'
  | 'WaitingForDependency'
  | 'WaitingForHealth'
  // Ready=False, and comes again by itself
  | 'SourceUnavailable'
  | 'Failed'
  | 'TimedOut'
  | 'Retrying'
  // Ready=False with Stalled=True: nothing happens until somebody changes something
  | 'InvalidSpec'
  | 'RenderFailed'
  | 'Blocked'
  | 'Forbidden' // by RBAC or by the tenant's policy
  // Ready keeps its value; told beside it
  | 'Held'
  | 'OutsideWindow'
  | 'AwaitingSync' // mode manual
  | 'Shadow'
  | 'Drifted' // drift: warn
  | 'Deleting';

export interface Said {
  readonly reason: Reason;
  /** One sentence, with what to do about it. No secret in it. */
  readonly message: string;
}

/** All that a status is made of. */
export interface StatusInput {
  /** `metadata.generation` of the App this was found out about. */
  readonly generation: number;
  /** The answer. A reason of the last group of `Reason` leaves Ready as it was. */
  readonly said: Said;
  /** What is true besides; each becomes a condition of that name. Also `SourceUnavailable` while what was deployed keeps running. */
  readonly beside?: readonly Said[];
  /** What was last applied; kept when absent. */
  readonly revision?: string | undefined;
  /** What was last tried, when it is another one; gone when absent. */
  readonly attempted?: string | undefined;
  /** Kept when absent. */
  readonly release?: number | undefined;
  /** Kept when absent. */
  readonly summary?: string | undefined;
  /** Kept when absent. */
  readonly drift?: AppStatusFields['drift'];
  /** Gone when absent. */
  readonly hold?: AppStatusFields['hold'];
  /** Gone when absent. */
  readonly plan?: string | undefined;
  /** Kept when absent. */
  readonly syncRequested?: string | undefined;
  /** A deploy that just ended, for the history. */
  readonly past?: PastDeploy | undefined;
}
