import type { KubeObject } from '../../kube/object.ts';
import { conditionOf, numberAt, say, specOf, statusOf, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

/** kstatus' accounting: an update is done when every replica is new, nothing old is left, and all of them are available. */
export function deployment(object: KubeObject): Health {
  const spec = specOf(object);
  const status = statusOf(object);
  if (spec.paused === true) return say('Suspended', 'the Deployment is paused');

  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return say('Failed', wordsOf(progressing));

  const wanted = numberAt(spec, 'replicas', 1);
  const updated = numberAt(status, 'updatedReplicas');
  const all = numberAt(status, 'replicas');
  const available = numberAt(status, 'availableReplicas');
  const ready = numberAt(status, 'readyReplicas');
  const failure = conditionOf(object, 'ReplicaFailure');
  const because = failure?.status === 'True' ? `: ${wordsOf(failure)}` : '';
  if (updated < wanted) return say('InProgress', `${updated} of ${wanted} replicas are updated${because}`);
  if (all > wanted) return say('InProgress', `${all - wanted} old replicas are still there`);
  if (available < updated) return say('InProgress', `${available} of ${updated} updated replicas are available`);
  if (ready < wanted) return say('InProgress', `${ready} of ${wanted} replicas are ready`);
  if ('progressDeadlineSeconds' in spec && !rolledOut(object)) {
    return say('InProgress', progressing ? wordsOf(progressing) : 'its controller has not begun');
  }
  if (conditionOf(object, 'Available')?.status !== 'True') return say('InProgress', 'it is not available yet');
  return say('Current', `${ready} of ${wanted} replicas are ready`);
}

/** A deadline of 2^31-1 seconds means none, and then the controller writes no Progressing condition. */
function rolledOut(object: KubeObject): boolean {
  const progressing = conditionOf(object, 'Progressing');
  if (!progressing) return numberAt(specOf(object), 'progressDeadlineSeconds') >= 2_147_483_647;
  return progressing.status === 'True' && progressing.reason === 'NewReplicaSetAvailable';
}
