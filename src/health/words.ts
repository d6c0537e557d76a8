/** The words controllers use, and what they mean. Order matters: the first list that knows a word decides. */
import type { HealthStatus } from './types.ts';

/** Words of `status.phase`, `status.state` and the like, lower case, without `-`, `_` and spaces. */
const phases: Readonly<Record<Exclude<HealthStatus, 'Unknown'>, string>> = {
  Current:
    'ready running active bound healthy succeeded success successful successfully complete completed available deployed synced ' +
    'established online ok applied finished installed enabled valid connected provisioned up normal green created started ' +
    'attached scheduled reconciled upgraded updated operational done steady stable passed current serving joined resolved ' +
    'approved accepted programmed idle formed standby released restored checked uptodate configured verified registered ' +
    'published exported imported initialized listening clusterrunning allocated loaded fulfilled executed insync validated ' +
    'deployable inuse exists consistent',
  Failed:
    'failed failure fail error errored errors degraded unhealthy invalid crashloopbackoff lost denied rejected aborted red ' +
    'broken terminated crashed unavailable misconfigured notfound expired timeout timedout unreachable conflict offline ' +
    'dead inconsistent corrupted unrecoverable stalled stuck partiallyfailed completedwithfailures cancelled canceled ' +
    'notready disconnected unauthorized unknownerror blocked killed',
  Suspended:
    'suspended paused stopped hibernated hibernating halted disabled inactive shutdown stopping suspending manual',
  InProgress:
    'pending creating provisioning initializing initialising updating upgrading progressing reconciling deploying installing ' +
    'starting restarting waiting unknown queued scheduling scaling rolling processing applying syncing configuring preparing ' +
    'deleting terminating joining migrating restoring backingup inprogress bootstrapping yellow validating submitted ' +
    'importing executing unbound building init setup rebalancing cloning resizing restarted modifying rebooting',
};

const known: ReadonlyMap<string, HealthStatus> = new Map(
  Object.entries(phases).flatMap(([status, words]) =>
    words.split(' ').map((word) => [word, status as HealthStatus] as const),
  ),
);

/** Parts of words, for phases made of several: `ReconcileFailed`, `WaitingForFirstConsumer`, `ClusterUpdateError`. */
const parts: readonly (readonly [RegExp, HealthStatus])[] = [
  [/fail|error|invalid|degraded|unhealthy|crash|denied|abort|reject/u, 'Failed'],
  [/waiting|pending|progress|ing$|^wait|^not|^un/u, 'InProgress'],
  [/suspend|pause|hibernat/u, 'Suspended'],
  [/ready$|succe|complete|healthy|running|deployed|active|applied|synced|created|available/u, 'Current'],
];

/** What one word of a status means; undefined when nobody could tell. */
export function meaningOf(phase: string): HealthStatus | undefined {
  const word = phase.toLowerCase().replaceAll(/[-_ .]/gu, '');
  if (!word) return undefined;
  return known.get(word) ?? parts.find(([part]) => part.test(word))?.[1];
}

/** Reasons and messages of a condition that is not as it should be and will not mend by waiting alone. */
const failing =
  /fail|error|invalid|denied|forbidden|not.?found|unhealthy|degraded|misconfig|exceeded|conflict|unauthori[sz]ed|missing|unable|cannot|can't|could not|refused|rejected|crash|backoff|unsupported|not supported|does not exist|unreachable|timed?.?out|malformed|expired|aborted|denies|violat|no such|unresolved|duplicate|panic|unrecogni[sz]ed|lost/iu;

/** Words that say that something is still on its way, whatever else is said. */
const moving =
  /progress|pending|waiting|wait for|creating|provisioning|initiali[sz]ing|starting|updating|upgrading|installing|deploying|reconciling|scaling|not.?yet|in.?flight|issuing|requested|scheduling|syncing|rolling|binding|preparing|starting|processing|queued|retry|requeu/iu;

/** Whether a condition that does not hold speaks of a failure; its reason has the say before its message. */
export function speaksOfFailure(reason: string, message: string): boolean {
  if (failing.test(reason)) return true;
  if (moving.test(reason)) return false;
  return failing.test(message) && !moving.test(message);
}
