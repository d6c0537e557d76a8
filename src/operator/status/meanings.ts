/** What each reason does to the conditions kstatus reads. Order and policy in one table. */
import type { Reason } from './types.ts';

export interface Meaning {
  /** `kept`: it says nothing about whether what runs is ready, so Ready stays what it was. */
  readonly ready: 'True' | 'False' | 'Unknown' | 'kept';
  /** It works, or comes again by itself soon. */
  readonly reconciling: boolean;
  /** Nothing happens until somebody changes something. Never together with `reconciling`. */
  readonly stalled: boolean;
}

const done: Meaning = { ready: 'True', reconciling: false, stalled: false };
// Unknown, not False: kubectl and kstatus then wait on, and no rule takes a word of the message for a failure.
const working: Meaning = { ready: 'Unknown', reconciling: true, stalled: false };
const retried: Meaning = { ready: 'False', reconciling: true, stalled: false };
const stuck: Meaning = { ready: 'False', reconciling: false, stalled: true };
const beside: Meaning = { ready: 'kept', reconciling: false, stalled: false };

export const meanings: Readonly<Record<Reason, Meaning>> = {
  Deployed: done,
  Pending: working,
  Deploying: working,
  WaitingForDependency: working,
  WaitingForHealth: working,
  SourceUnavailable: retried,
  Failed: retried,
  TimedOut: retried,
  Retrying: retried,
  InvalidSpec: stuck,
  RenderFailed: stuck,
  Blocked: stuck,
  Forbidden: stuck,
  Held: beside,
  OutsideWindow: beside,
  AwaitingSync: beside,
  Shadow: beside,
  Drifted: beside,
  Deleting: { ...beside, reconciling: true },
};

/** Whether a status with this reason is about work in hand, which may be over before anybody has read of it. */
export const isWorking = (reason: string): boolean =>
  Object.hasOwn(meanings, reason) && meanings[reason as Reason] === working;

/**
 * How long a reason of work in hand has to last before it is worth a write, ms. Most deploys are over in less than three seconds; what an App
 * waits for is wanted sooner, for it may have to wait long.
 */
export const lingersMs = (reason: string): number => (reason === 'WaitingForDependency' ? 500 : 3_000);
