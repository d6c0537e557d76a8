/** What fields beside the conditions say: a phase, an error, numbers of replicas. */
import type { KubeObject } from '../kube/object.ts';
import { fieldsOf, numberAt, say, specOf, statusOf, textAt } from './status.ts';
import type { Health } from './types.ts';
import { meaningOf } from './words.ts';

const phases: readonly string[] = [
  'phase',
  'state',
  'health',
  'status',
  'currentState',
  'currentPhase',
  'overallStatus',
  'result',
];
const errors: readonly string[] = ['error', 'errorMessage', 'failureMessage', 'failureReason', 'lastError'];

/** A word for the whole object, written as `status.phase` or as `status.health.status`. */
export function phaseOf(object: KubeObject): string | undefined {
  const status = statusOf(object);
  for (const name of phases) {
    const inner = fieldsOf(status[name]);
    const text = textAt(status, name) || textAt(inner, 'status') || textAt(inner, 'state');
    if (text) return text;
  }
  return undefined;
}

export function byFields(object: KubeObject): Health | undefined {
  const status = statusOf(object);
  const error = errors.map((name) => textAt(status, name)).find(Boolean);
  const phase = phaseOf(object);
  const meaning = phase ? meaningOf(phase) : undefined;
  if (error && meaning !== 'Current') return say('Failed', error);
  const message = textAt(status, 'message') || textAt(status, 'reason') || (phase ? `it is ${phase}` : '');
  if (meaning) return say(meaning, message);
  if (status.ready === true) return say('Current', message || 'it is ready');
  if (status.ready === false) return say('InProgress', message || 'it is not ready');
  return undefined;
}

/** Kinds that scale: what is wanted and what is there speak for themselves, whatever a condition says. */
export function fallsShort(object: KubeObject): Health | undefined {
  const status = statusOf(object);
  const wanted = numberAt(specOf(object), 'replicas', -1);
  for (const [field, words] of [
    ['updatedReplicas', 'updated'],
    ['readyReplicas', 'ready'],
  ] as const) {
    const count = numberAt(status, field, wanted);
    if (count < wanted) return say('InProgress', `${count} of ${wanted} replicas are ${words}`);
  }
  return undefined;
}
