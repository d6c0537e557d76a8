import type { KubeObject } from '../../kube/object.ts';
import { conditionOf, conditionsOf, fieldsAt, numberAt, say, textAt, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

export function persistentVolumeClaim(object: KubeObject): Health {
  const phase = textAt(fieldsAt(object, 'status'), 'phase');
  if (phase === 'Bound') return say('Current', 'the claim is bound');
  return phase === 'Lost' ? say('Failed', 'its volume is lost') : say('InProgress', 'the claim is not bound');
}

export function service(object: KubeObject): Health {
  if (textAt(fieldsAt(object, 'spec'), 'type') !== 'LoadBalancer') return say('Current');
  const ingress = fieldsAt(object, 'status', 'loadBalancer').ingress;
  const cluster = textAt(fieldsAt(object, 'spec'), 'clusterIP');
  if (Array.isArray(ingress) && ingress.length > 0) return say('Current', 'the load balancer has an address');
  return cluster && ingress === undefined
    ? say('InProgress', 'the load balancer has no address yet')
    : say('InProgress', 'the load balancer has no address yet');
}

export function namespace(object: KubeObject): Health {
  return textAt(fieldsAt(object, 'status'), 'phase') === 'Terminating'
    ? say('InProgress', 'the namespace is being deleted')
    : say('Current');
}

export function customResourceDefinition(object: KubeObject): Health {
  const refused = conditionOf(object, 'NamesAccepted');
  if (refused?.status === 'False') return say('Failed', wordsOf(refused));
  const established = conditionOf(object, 'Established');
  if (established?.status === 'True') return say('Current', 'the kind is served');
  // `Installing` is how the server says that it is on its way.
  if (established?.status === 'False' && established.reason !== 'Installing')
    return say('Failed', wordsOf(established));
  return say('InProgress', 'the kind is not served yet');
}

export function podDisruptionBudget(object: KubeObject): Health {
  const status = fieldsAt(object, 'status');
  const healthy = numberAt(status, 'currentHealthy');
  const wanted = numberAt(status, 'desiredHealthy');
  return healthy >= wanted
    ? say('Current', `${healthy} of ${wanted} pods are healthy`)
    : say('InProgress', `${healthy} of ${wanted} pods are healthy`);
}

export function apiService(object: KubeObject): Health {
  const available = conditionOf(object, 'Available');
  if (available?.status === 'True') return say('Current', 'the API answers');
  return say('InProgress', available ? wordsOf(available) : 'nobody has looked at the API yet');
}

export function horizontalPodAutoscaler(object: KubeObject): Health {
  const failed = conditionsOf(object).find(
    (c) =>
      c.status === 'False' && ['AbleToScale', 'ScalingActive'].includes(c.type) && /^(Failed|Invalid)/.test(c.reason),
  );
  if (failed) return say('Failed', wordsOf(failed));
  const able = conditionOf(object, 'AbleToScale');
  const active = conditionOf(object, 'ScalingActive') ?? conditionOf(object, 'ScalingLimited');
  return able?.status === 'True' || active?.status === 'True'
    ? say('Current', wordsOf(able ?? { type: '', status: '', reason: '', message: '' }))
    : say('InProgress', 'the autoscaler has not looked yet');
}
