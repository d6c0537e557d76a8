/** What an operator says about an App, before it is put into conditions, events, metrics and messages. */
import type { KubeObject } from '../../kube/object.ts';

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

/** An App object as it came from the API server: metadata, spec and status. */
export type AppObject = KubeObject;
