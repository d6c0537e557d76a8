import type { KubeObject } from '../../kube/object.ts';
import { type Condition, conditionFrom, conditionsOf, fieldsOf, say, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

/** autoscaling/v1 has no conditions in its status; the server keeps those of v2 in this annotation. */
const v1Conditions = 'autoscaling.alpha.kubernetes.io/conditions';

/** A new workload has no metrics until its pods have run for a while: no fault of the autoscaler's in its first minutes. */
const metricsGraceMs = 180_000;

export function horizontalPodAutoscaler(object: KubeObject, now: number): Health {
  const conditions = [...conditionsOf(object), ...annotated(object)];
  const failed = conditions.find(({ reason }) =>
    /^(Failed|Invalid)|Selector(Missing|Invalid)|^AmbiguousSelector/u.test(reason),
  );
  if (failed) {
    const young = /Metric/u.test(failed.reason) && now - Date.parse(failed.lastTransitionTime) < metricsGraceMs;
    return say(young ? 'InProgress' : 'Failed', wordsOf(failed));
  }
  const working = conditions.find(
    ({ type, status }) => status === 'True' && (type === 'AbleToScale' || type === 'ScalingLimited'),
  );
  return working ? say('Current', wordsOf(working)) : say('InProgress', 'it has not looked at its target yet');
}

function annotated({ metadata }: KubeObject): Condition[] {
  try {
    const list: unknown = JSON.parse(metadata.annotations?.[v1Conditions] ?? '[]');
    return Array.isArray(list) ? list.map((item) => conditionFrom(fieldsOf(item))) : [];
  } catch {
    return [];
  }
}
