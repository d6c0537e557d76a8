/**
 * Kinds nobody has written a rule for: the conditions that the API conventions ask for, and else the words that people
 * use for phases. docs/decisions/health.md has the order and where it comes from.
 */
import type { KubeObject } from '../kube/object.ts';
import { byFields, fallsShort, phaseOf } from './fields.ts';
import { nestedConditions } from './nested.ts';
import { type Condition, conditionsOf, generationLag, isStale, say, specOf, wordsOf } from './status.ts';
import type { Health, HealthStatus } from './types.ts';
import { meaningOf, speaksOfFailure } from './words.ts';

/** Conditions that sum an object up, best first: the first that an object has speaks for it. */
const summaries: readonly string[] = [
  'Ready',
  'Available',
  'Healthy',
  'Succeeded',
  'Complete',
  'Completed',
  'Established',
  'Programmed',
  'Deployed',
  'Installed',
  'Running',
  'Active',
  'Online',
];

/** Whether the last attempt went well. One that failed counts although what was there before is still ready. */
const attempts =
  /^(Accepted|Synced|Sync|Reconciled|ReconcileSuccess|ReconcileSucceeded|ResolvedRefs|Valid|Validated|Progressing|LastSyncSucceeded|UpToDate|Applied)$/u;

/** Conditions that are true when one step is done. Without a summary all of them must be. */
const steps =
  /^(Released|Initiali[sz]ed|Resolved|Configured|Connected|Bound|Created|Provisioned|Reachable|Admitted|Approved|Enforced|Up|Issued|Registered|Successful|ResourcesApplied|Joined)$|(Ready|Available|Healthy|Succeeded|Successful|UpToDate)$/u;

/** True means trouble. */
const abnormal =
  /^(Error\w*|Crash\w*|Invalid\w*|Conflicted|NotReady)$|(Failed|Failure|Error|Errors|Degraded|Stalled|Unhealthy)$/u;

/** True means work in hand. */
const busy =
  /^(Reconciling|Updating|Creating|Provisioning|Upgrading|Pending|Initiali[sz]ing|Deleting|Deploying|Installing|Migrating|Scaling|Processing|Issuing|Running|Waiting|RollingUpdate)$|(InProgress|Progressing)$/u;

/** `Progressing` stays True after a rollout; its reason then says that it is over. */
const over = /Available$|Complete|Finished|AsExpected|Succeeded|Success|Ready|Reconciled|UpToDate/u;

const paused = /^(Suspended|Paused|Hibernated|Hibernation|Stopped)$/u;

export function byConvention(object: KubeObject): Health {
  const lag = generationLag(object);
  if (lag) return lag;
  if (isPaused(object)) return say('Suspended', 'it is paused');
  if (!object.status) return say('Current');
  const conditions = [...conditionsOf(object), ...nestedConditions(object)];
  const health = byConditions(object, conditions) ?? byFields(object) ?? say('Current');
  return health.status === 'Current' ? (fallsShort(object) ?? health) : health;
}

function isPaused(object: KubeObject): boolean {
  const spec = specOf(object);
  return ['suspend', 'suspended', 'paused', 'pause'].some((name) => spec[name] === true);
}

function byConditions(object: KubeObject, conditions: readonly Condition[]): Health | undefined {
  const holds = (pattern: RegExp): Condition | undefined =>
    conditions.find(({ type, status }) => status === 'True' && pattern.test(type));

  const trouble = holds(abnormal);
  if (trouble) return say('Failed', wordsOf(trouble));
  const held =
    holds(paused) ?? conditions.find(({ status, reason }) => status === 'False' && /Paused$|^Suspended$/u.test(reason));
  if (held) return say('Suspended', wordsOf(held));

  const summary = summaries.map((name) => conditions.find(({ type }) => type === name)).find(Boolean);
  if (summary && isStale(object, summary)) {
    return say('InProgress', `its controller has not seen generation ${object.metadata.generation} yet`);
  }
  const attempt = conditions.find((condition) => attempts.test(condition.type) && failed(condition));
  if (attempt) return say('Failed', wordsOf(attempt));
  const work = conditions.find(
    ({ type, status, reason }) => status === 'True' && busy.test(type) && !over.test(reason),
  );

  if (summary?.status === 'True') {
    if (work && work.type !== summary.type) return say('InProgress', wordsOf(work));
    return say('Current', wordsOf(summary));
  }
  if (summary) return unsure(object, summary, work);
  return bySteps(object, conditions, work);
}

function bySteps(
  object: KubeObject,
  conditions: readonly Condition[],
  work: Condition | undefined,
): Health | undefined {
  const wrong = conditions.find(({ status, reason }) => status === 'False' && reason && speaksOfFailure(reason, ''));
  if (wrong && !abnormal.test(wrong.type)) return say('Failed', wordsOf(wrong));
  if (work) return say('InProgress', wordsOf(work));
  const known = conditions.filter(({ type }) => steps.test(type) || attempts.test(type));
  const open = known.find(({ type, status }) => status !== 'True' && type !== 'Progressing');
  if (open) return say(open.status === 'False' ? worst(object, 'InProgress') : 'InProgress', wordsOf(open));
  const [good] = known;
  return good && say(worst(object, 'Current'), wordsOf(good));
}

const failed = ({ status, reason, message }: Condition): boolean =>
  status === 'False' && speaksOfFailure(reason, message);

/** A summary that does not hold: failing, or merely not there yet? */
function unsure(object: KubeObject, summary: Condition, work: Condition | undefined): Health {
  if (failed(summary)) return say('Failed', wordsOf(summary));
  if (work) return say('InProgress', wordsOf(work));
  return say(worst(object, 'InProgress'), wordsOf(summary));
}

/** The phase may know of a failure that the conditions leave open. */
function worst(object: KubeObject, status: HealthStatus): HealthStatus {
  const phase = phaseOf(object);
  return phase && meaningOf(phase) === 'Failed' ? 'Failed' : status;
}
