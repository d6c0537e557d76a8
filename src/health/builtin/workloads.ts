/** Workloads, by the rules of kstatus (kubernetes-sigs/cli-utils, pkg/kstatus/status/core.go) in words of our own. */
import type { KubeObject } from '../../kube/object.ts';
import { conditionOf, fieldsAt, numberAt, say, textAt, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

export function deployment(object: KubeObject): Health {
  const spec = fieldsAt(object, 'spec');
  const status = fieldsAt(object, 'status');
  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return say('Failed', wordsOf(progressing));
  if (spec.paused === true) return say('Suspended', 'the Deployment is paused');
  const wanted = numberAt(spec, 'replicas', 1);
  const updated = numberAt(status, 'updatedReplicas');
  if (updated < wanted) return say('InProgress', `${updated} of ${wanted} replicas are updated`);
  const all = numberAt(status, 'replicas');
  if (all > updated) return say('InProgress', `${all - updated} old replicas are still there`);
  const available = numberAt(status, 'availableReplicas');
  if (available < updated) return say('InProgress', `${available} of ${updated} updated replicas are available`);
  const ready = numberAt(status, 'readyReplicas');
  if (ready < wanted) return say('InProgress', `${ready} of ${wanted} replicas are ready`);
  return say('Current', `${ready} of ${wanted} replicas are ready`);
}

export function replicaSet(object: KubeObject): Health {
  const failure = conditionOf(object, 'ReplicaFailure');
  if (failure?.status === 'True') return say('Failed', wordsOf(failure));
  const wanted = numberAt(fieldsAt(object, 'spec'), 'replicas', 1);
  const status = fieldsAt(object, 'status');
  const available = numberAt(status, 'availableReplicas');
  const ready = numberAt(status, 'readyReplicas');
  if (available < wanted) return say('InProgress', `${available} of ${wanted} replicas are available`);
  if (ready < wanted) return say('InProgress', `${ready} of ${wanted} replicas are ready`);
  if (numberAt(status, 'replicas') > wanted) return say('InProgress', 'it is scaling down');
  return say('Current', `${ready} of ${wanted} replicas are ready`);
}

export function statefulSet(object: KubeObject): Health {
  const spec = fieldsAt(object, 'spec');
  const status = fieldsAt(object, 'status');
  if (textAt(fieldsAt(spec, 'updateStrategy'), 'type') === 'OnDelete')
    return say('Current', 'its pods are updated when they are deleted');
  const wanted = numberAt(spec, 'replicas', 1);
  const ready = numberAt(status, 'readyReplicas');
  if (ready < wanted) return say('InProgress', `${ready} of ${wanted} replicas are ready`);
  if (numberAt(status, 'replicas') > wanted) return say('InProgress', 'it is scaling down');
  const partition = numberAt(fieldsAt(spec, 'updateStrategy', 'rollingUpdate'), 'partition', -1);
  const updated = numberAt(status, 'updatedReplicas');
  if (partition > 0) {
    return updated < wanted - partition
      ? say('InProgress', `${updated} of ${wanted - partition} replicas above the partition are updated`)
      : say('Current', 'the partition is rolled out');
  }
  const current = numberAt(status, 'currentReplicas');
  if (textAt(status, 'currentRevision') !== textAt(status, 'updateRevision') && updated < wanted) {
    return say('InProgress', `${updated} of ${wanted} replicas are updated`);
  }
  if (status.currentReplicas !== undefined && current < wanted && updated < wanted)
    return say('InProgress', `${current} of ${wanted} replicas are current`);
  return say('Current', `${ready} of ${wanted} replicas are ready`);
}

export function daemonSet(object: KubeObject): Health {
  const status = fieldsAt(object, 'status');
  if (status.desiredNumberScheduled === undefined) return say('InProgress', 'nobody has counted its nodes yet');
  const wanted = numberAt(status, 'desiredNumberScheduled');
  const onDelete = textAt(fieldsAt(object, 'spec', 'updateStrategy'), 'type') === 'OnDelete';
  const counts = [
    ['currentNumberScheduled', 'have its pod'],
    ...(onDelete ? [] : [['updatedNumberScheduled', 'are updated']]),
    ['numberAvailable', 'are available'],
    ['numberReady', 'are ready'],
  ] as const;
  for (const [field, words] of counts) {
    const count = numberAt(status, field ?? '');
    if (count < wanted) return say('InProgress', `${count} of ${wanted} nodes ${words ?? ''}`);
  }
  return say('Current', `${wanted} of ${wanted} nodes are ready`);
}

export function job(object: KubeObject): Health {
  const failed = conditionOf(object, 'Failed');
  if (failed?.status === 'True') return say('Failed', wordsOf(failed));
  const complete = conditionOf(object, 'Complete');
  if (complete?.status === 'True')
    return say('Current', `${numberAt(fieldsAt(object, 'status'), 'succeeded')} pods succeeded`);
  if (fieldsAt(object, 'spec').suspend === true || conditionOf(object, 'Suspended')?.status === 'True')
    return say('Suspended', 'the Job is suspended');
  const status = fieldsAt(object, 'status');
  if (status.startTime === undefined) return say('InProgress', 'the Job has not started');
  return say('InProgress', `${numberAt(status, 'active')} pods are running`);
}

export function cronJob(object: KubeObject): Health {
  return fieldsAt(object, 'spec').suspend === true ? say('Suspended', 'the CronJob is suspended') : say('Current');
}
