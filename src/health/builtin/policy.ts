import type { KubeObject } from '../../kube/object.ts';
import { conditionFrom, listAt, numberAt, say, statusOf, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

/** A budget does its work whether or not it has room for a disruption; only one that cannot be computed is broken. */
export function podDisruptionBudget(object: KubeObject): Health {
  if (!object.status) return say('InProgress', 'its controller has not counted the pods yet');
  const status = statusOf(object);
  const failed = listAt(status, 'conditions')
    .map(conditionFrom)
    .find(({ reason }) => reason === 'SyncFailed');
  if (failed) return say('Failed', wordsOf(failed));
  return say(
    'Current',
    `${numberAt(status, 'currentHealthy')} pods are healthy, ${numberAt(status, 'desiredHealthy')} are wanted`,
  );
}
