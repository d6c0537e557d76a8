/**
 * Kinds nobody has written a rule for: the conditions that the API conventions ask for, and else the words that people
 * use for phases. docs/decisions/health.md has the order and where it comes from.
 */
import type { KubeObject } from '../kube/object.ts';
import {
  type Condition,
  conditionsOf,
  fieldsOf,
  generationLag,
  isStale,
  numberAt,
  say,
  specOf,
  statusOf,
  textAt,
  wordsOf,
} from './status.ts';
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

/** Conditions that are true when one step went well. Without a summary all of them must be. */
const steps =
  /^(Accepted|Synced|Sync|Reconciled|ReconcileSuccess|Applied|Released|Initiali[sz]ed|Resolved|ResolvedRefs|Valid|Validated|Configured|Connected|Bound|Created|Provisioned|Reachable|Admitted|Approved|Enforced|Up|UpToDate|Issued|Registered|Reconcile\w*Succeeded|Successful|LastSyncSucceeded)$|(Ready|Available|Healthy|Succeeded|Successful)$/u;

/** True means trouble. */
const abnormal =
  /^(Stalled|Unhealthy|Crash\w*|Invalid\w*|Errored|Conflicted|NotReady)$|(Failed|Failure|Error|Errors|Degraded|Stalled)$/u;

/** True means work in hand. */
const busy =
  /^(Reconciling|Progressing|Updating|Creating|Provisioning|Upgrading|Pending|Initiali[sz]ing|Deleting|Deploying|Installing|Migrating|Scaling|Processing|Issuing|Running|Waiting|RollingUpdate|UpdateInProgress|InProgress)$|InProgress$/u;

/** `Progressing` stays True after a rollout; its reason then says that it is over. */
const over = /Available$|Complete|Finished|AsExpected|Succeeded|Success|Ready|Reconciled|UpToDate/u;

const paused = /^(Suspended|Paused|Hibernated|Stopped|Hibernation)$/u;

export function byConvention(object: KubeObject): Health {
  const lag = generationLag(object);
  if (lag) return lag;
  if (isPaused(object)) return say('Suspended', 'it is paused');
  if (!object.status) return say('Current');
  const conditions = conditionsOf(object);
  return byConditions(object, conditions) ?? byFields(object) ?? say('Current');
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
  const held = holds(paused);
  if (held) return say('Suspended', wordsOf(held));

  const summary = summaries.map((name) => conditions.find(({ type }) => type === name)).find(Boolean);
  if (summary && isStale(object, summary)) {
    return say('InProgress', `its controller has not seen generation ${object.metadata.generation} yet`);
  }
  const step = conditions.filter(
    ({ type, status }) => status !== 'True' && steps.test(type) && !summaries.includes(type),
  );
  const failed = step.find(({ status, reason, message }) => status === 'False' && speaksOfFailure(reason, message));
  const work = conditions.find(
    ({ type, status, reason }) => status === 'True' && busy.test(type) && !over.test(reason),
  );

  if (summary?.status === 'True') {
    if (work && work.type !== summary.type) return say('InProgress', wordsOf(work));
    return say('Current', wordsOf(summary));
  }
  if (summary) return unsure(object, summary, work);
  if (failed) return say('Failed', wordsOf(failed));
  if (work) return say('InProgress', wordsOf(work));
  const open = step[0];
  if (open) return say(open.status === 'False' ? worst(object, 'InProgress') : 'InProgress', wordsOf(open));
  const good = holds(steps);
  return good && say(worst(object, 'Current'), wordsOf(good));
}

/** A summary that does not hold: failing, or merely not there yet? */
function unsure(object: KubeObject, summary: Condition, work: Condition | undefined): Health {
  const { status, reason, message } = summary;
  if (status === 'False' && speaksOfFailure(reason, message)) return say('Failed', wordsOf(summary));
  if (work) return say('InProgress', wordsOf(work));
  return say(worst(object, 'InProgress'), wordsOf(summary));
}

/** The phase may know of a failure that the conditions leave open. */
function worst(object: KubeObject, status: HealthStatus): HealthStatus {
  const phase = phaseOf(object);
  return phase && meaningOf(phase) === 'Failed' ? 'Failed' : status;
}

const phaseFields: readonly string[] = ['phase', 'state', 'health', 'status', 'currentState', 'currentPhase', 'result'];

function phaseOf(object: KubeObject): string | undefined {
  const status = statusOf(object);
  for (const name of phaseFields) {
    const text =
      textAt(status, name) || textAt(fieldsOf(status[name]), 'status') || textAt(fieldsOf(status[name]), 'state');
    if (text) return text;
  }
  return undefined;
}

function byFields(object: KubeObject): Health | undefined {
  const status = statusOf(object);
  const error = ['error', 'errorMessage', 'failureMessage', 'failureReason', 'lastError']
    .map((name) => textAt(status, name))
    .find(Boolean);
  const phase = phaseOf(object);
  const meaning = phase ? meaningOf(phase) : undefined;
  const message = textAt(status, 'message') || textAt(status, 'reason') || error || (phase ? `it is ${phase}` : '');
  if (error && meaning !== 'Current') return say('Failed', error);
  if (meaning) return say(meaning, message);
  if (status.ready === true) return say('Current', message || 'it is ready');
  if (status.ready === false) return say('InProgress', message || 'it is not ready');
  return byReplicas(object);
}

function byReplicas(object: KubeObject): Health | undefined {
  const status = statusOf(object);
  if (typeof status.readyReplicas !== 'number') return undefined;
  const wanted = numberAt(specOf(object), 'replicas', numberAt(status, 'replicas'));
  const done = status.readyReplicas >= wanted;
  return say(done ? 'Current' : 'InProgress', `${status.readyReplicas} of ${wanted} replicas are ready`);
}
