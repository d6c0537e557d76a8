/** Kinds nobody has written a rule for: the conditions that API conventions ask for, and the words people use for phases. */
import type { KubeObject } from '../kube/object.ts';
import { type Condition, conditionsOf, fieldsAt, say, textAt, wordsOf } from './status.ts';
import type { Health } from './types.ts';

const good: ReadonlySet<string> = new Set([
  'Ready',
  'Available',
  'Healthy',
  'Succeeded',
  'Complete',
  'Completed',
  'Established',
  'Programmed',
  'Running',
  'Online',
  'Deployed',
]);
const bad: ReadonlySet<string> = new Set([
  'Failed',
  'Stalled',
  'Degraded',
  'Error',
  'Failure',
  'Unhealthy',
  'ReconcileError',
  'Errored',
]);
const busy: ReadonlySet<string> = new Set([
  'Reconciling',
  'Progressing',
  'Updating',
  'Creating',
  'Provisioning',
  'Upgrading',
  'Pending',
  'Initializing',
  'Deleting',
]);
const paused: ReadonlySet<string> = new Set(['Suspended', 'Paused']);

/** Reasons of a `Ready=False` that will not go away by waiting. */
const failing =
  /fail|error|invalid|denied|forbidden|not.?found|unhealthy|degraded|misconfig|exceeded|conflict|unauthorized|missing|unable|cannot|refused|rejected|crash/i;

const phases: readonly [RegExp, Health['status']][] = [
  [
    /^(ready|running|active|bound|healthy|succeeded|success|successful|complete|completed|available|deployed|synced|established|online|ok|applied|finished|installed|enabled|valid|connected|provisioned|up|normal|green)$/i,
    'Current',
  ],
  [
    /^(failed|failure|error|errored|degraded|unhealthy|invalid|crashloopbackoff|lost|denied|rejected|aborted|red|broken|terminated)$|fail|error/i,
    'Failed',
  ],
  [/^(suspended|paused|stopped|hibernated|disabled|inactive)$/i, 'Suspended'],
  [/./, 'InProgress'],
];

export function byConvention(object: KubeObject): Health {
  const conditions = conditionsOf(object);
  const is = (words: ReadonlySet<string>, status: string): Condition | undefined =>
    conditions.find((c) => words.has(c.type) && c.status === status);
  const failed = is(bad, 'True');
  if (failed) return say('Failed', wordsOf(failed));
  const held = is(paused, 'True');
  if (held) return say('Suspended', wordsOf(held));
  const moving = is(busy, 'True');
  const notGood = conditions.find((c) => good.has(c.type) && c.status !== 'True');
  if (moving) return say('InProgress', wordsOf(moving));
  if (notGood)
    return say(notGood.status === 'False' && failing.test(notGood.reason) ? 'Failed' : 'InProgress', wordsOf(notGood));
  const well = is(good, 'True');
  if (well) return say('Current', wordsOf(well));
  return byPhase(object) ?? say('Current');
}

function byPhase(object: KubeObject): Health | undefined {
  const status = fieldsAt(object, 'status');
  const phase = ['phase', 'state', 'health', 'status'].map((name) => textAt(status, name)).find(Boolean);
  if (!phase) return undefined;
  const found = phases.find(([words]) => words.test(phase));
  return found ? say(found[1], textAt(status, 'message') || textAt(status, 'reason') || `it is ${phase}`) : undefined;
}
