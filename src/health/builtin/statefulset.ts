import type { KubeObject } from '../../kube/object.ts';
import { fieldsAt, numberAt, say, specOf, statusOf, textAt } from '../status.ts';
import type { Health } from '../types.ts';

export function statefulSet(object: KubeObject): Health {
  const spec = specOf(object);
  const status = statusOf(object);
  if (textAt(fieldsAt(spec, 'updateStrategy'), 'type') === 'OnDelete') {
    return say('Current', 'each pod is updated when somebody deletes it');
  }
  const wanted = numberAt(spec, 'replicas', 1);
  const all = numberAt(status, 'replicas');
  const ready = numberAt(status, 'readyReplicas');
  if (all < wanted) return say('InProgress', `${all} of ${wanted} replicas are created`);
  if (ready < wanted) return say('InProgress', `${ready} of ${wanted} replicas are ready`);
  if (all > wanted) return say('InProgress', `${all - wanted} replicas are still being removed`);

  const partition = numberAt(fieldsAt(spec, 'updateStrategy', 'rollingUpdate'), 'partition');
  const updated = numberAt(status, 'updatedReplicas');
  if (partition > 0) {
    // Pods with an ordinal below the partition keep the old revision on purpose.
    const due = Math.max(0, wanted - partition);
    if (updated < due) return say('InProgress', `${updated} of ${due} replicas above the partition are updated`);
    return say('Current', `the ${due} replicas above the partition are updated`);
  }
  const current = numberAt(status, 'currentReplicas');
  const turning = textAt(status, 'currentRevision') !== textAt(status, 'updateRevision');
  if (turning && updated < wanted) return say('InProgress', `${updated} of ${wanted} replicas are updated`);
  if (current < wanted) return say('InProgress', `${current} of ${wanted} replicas have the current revision`);
  return say('Current', `${ready} of ${wanted} replicas are ready`);
}
