import type { KubeObject } from '../../kube/object.ts';
import { conditionOf, type Fields, fieldsAt, say, textAt, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

/** A pod nobody could place for this long stays unplaced (kstatus' grace). */
const unschedulableGraceMs = 15_000;
const waitingForever: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
]);

export function pod(object: KubeObject, now: number): Health {
  const status = fieldsAt(object, 'status');
  const phase = textAt(status, 'phase');
  if (phase === 'Succeeded') return say('Current', 'the pod ran to its end');
  const ready = conditionOf(object, 'Ready');
  if (phase === 'Failed') {
    return ready?.reason === 'PodCompleted'
      ? say('Current', 'the pod ran to its end')
      : say('Failed', textAt(status, 'message') || 'the pod failed');
  }
  const trouble = containersOf(status)
    .map(troubleOf)
    .find((text) => text !== undefined);
  if (trouble) return say('Failed', trouble);
  if (phase === 'Running' && ready?.status === 'True') return say('Current', 'the pod is ready');
  const scheduled = conditionOf(object, 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') {
    const age = now - Date.parse(object.metadata.creationTimestamp ?? '');
    return age < unschedulableGraceMs
      ? say('InProgress', 'the pod is not scheduled yet')
      : say('Failed', wordsOf(scheduled));
  }
  return say('InProgress', phase === 'Running' ? 'the pod runs and is not ready' : `the pod is ${phase || 'new'}`);
}

function containersOf(status: Fields): Fields[] {
  const lists = [status.initContainerStatuses, status.containerStatuses];
  return lists.flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : [])).map((item) => fieldsAt(item));
}

function troubleOf(container: Fields): string | undefined {
  const waiting = fieldsAt(container, 'state', 'waiting');
  const reason = textAt(waiting, 'reason');
  if (!waitingForever.has(reason)) return undefined;
  return `container ${textAt(container, 'name')}: ${reason}${waiting.message ? `: ${textAt(waiting, 'message')}` : ''}`;
}
