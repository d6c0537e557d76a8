import type { KubeObject } from '../../kube/object.ts';
import { conditionOf, numberAt, say, specOf, statusOf, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

/** ReplicaSet, and ReplicationController, whose status has the same fields. */
export function replicaSet(object: KubeObject): Health {
  const failure = conditionOf(object, 'ReplicaFailure');
  // Often a quota that is about to be raised: kstatus waits, the deadline of the wait decides.
  if (failure?.status === 'True') return say('InProgress', wordsOf(failure));
  const status = statusOf(object);
  const wanted = numberAt(specOf(object), 'replicas', 1);
  const labelled = numberAt(status, 'fullyLabeledReplicas');
  const available = numberAt(status, 'availableReplicas');
  const ready = numberAt(status, 'readyReplicas');
  const all = numberAt(status, 'replicas');
  if (labelled < wanted) return say('InProgress', `${labelled} of ${wanted} replicas are created`);
  if (available < wanted) return say('InProgress', `${available} of ${wanted} replicas are available`);
  if (ready < wanted) return say('InProgress', `${ready} of ${wanted} replicas are ready`);
  if (all > wanted) return say('InProgress', `${all - wanted} replicas are still being removed`);
  return say('Current', `${ready} of ${wanted} replicas are ready`);
}
