/** Finds the words that say why an object is as it is, where a rule does not name them. */
import type { KubeObject } from '../kube/object.ts';
import { conditionsOf, fieldsOf, statusOf, textAt, wordsOf } from './status.ts';
import type { HealthStatus } from './types.ts';

const messages: readonly string[] = [
  'message',
  'statusMessage',
  'errorMessage',
  'failureMessage',
  'error',
  'lastError',
  'reason',
  'failureReason',
  'phaseMessage',
  'detail',
];
const words: readonly string[] = ['phase', 'state', 'status', 'health'];
const summing: readonly string[] = ['Ready', 'Available', 'Healthy', 'Succeeded', 'Synced'];

export function explain(object: KubeObject, verdict: HealthStatus): string {
  const conditions = conditionsOf(object);
  const wrong = conditions.find(({ type, status, message, reason }) =>
    status === 'True'
      ? /Fail|Error|Degraded|Stalled/u.test(type)
      : status === 'False' && (message !== '' || reason !== ''),
  );
  if (verdict === 'Failed' && wrong) return wordsOf(wrong);
  const status = statusOf(object);
  const said = messages.map((name) => textAt(status, name)).find(Boolean);
  if (said) return said;
  const summary = summing.map((name) => conditions.find(({ type }) => type === name)).find(Boolean);
  const best = verdict === 'InProgress' ? (wrong ?? summary) : summary;
  if (best) return wordsOf(best);
  const word = words.map((name) => textAt(status, name) || textAt(fieldsOf(status[name]), 'status')).find(Boolean);
  if (word) return `it is ${word}`;
  return verdict === 'Current' ? '' : verdict === 'Suspended' ? 'it is paused' : 'its status does not say more';
}
