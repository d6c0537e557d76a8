import type { KubeObject } from '../../kube/object.ts';
import { fieldsAt, numberAt, say, specOf, statusOf, textAt } from '../status.ts';
import type { Health } from '../types.ts';

export function daemonSet(object: KubeObject): Health {
  const status = statusOf(object);
  const wanted = numberAt(status, 'desiredNumberScheduled', -1);
  if (wanted < 0) return say('InProgress', 'its controller has not counted the nodes yet');
  const onDelete = textAt(fieldsAt(specOf(object), 'updateStrategy'), 'type') === 'OnDelete';
  const steps = [
    ['currentNumberScheduled', 'nodes have their pod'],
    ...(onDelete ? [] : [['updatedNumberScheduled', 'pods are updated'] as const]),
    ['numberAvailable', 'pods are available'],
    ['numberReady', 'pods are ready'],
  ] as const;
  for (const [field, words] of steps) {
    const count = numberAt(status, field);
    if (count < wanted) return say('InProgress', `${count} of ${wanted} ${words}`);
  }
  return say('Current', `${wanted} of ${wanted} pods are ready`);
}
