import type { KubeObject } from '../../kube/object.ts';
import { conditionOf, fieldsAt, listAt, say, specOf, statusOf, textAt, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

export function service(object: KubeObject): Health {
  const spec = specOf(object);
  if (textAt(spec, 'type') !== 'LoadBalancer') return say('Current');
  if (!textAt(spec, 'clusterIP')) return say('InProgress', 'the Service has no cluster IP yet');
  // An API server always writes `status.loadBalancer`; where nothing was recorded, kstatus goes by the cluster IP alone.
  if (!('loadBalancer' in statusOf(object))) return say('Current');
  return balanced(object, 'the load balancer');
}

export function ingress(object: KubeObject): Health {
  return balanced(object, 'the ingress controller');
}

function balanced(object: KubeObject, who: string): Health {
  const [first] = listAt(fieldsAt(object, 'status', 'loadBalancer'), 'ingress');
  if (!first) return say('InProgress', `${who} has given it no address yet`);
  const address = textAt(first, 'hostname') || textAt(first, 'ip');
  return say('Current', address && `it is reached at ${address}`);
}

export function serviceCidr(object: KubeObject): Health {
  const ready = conditionOf(object, 'Ready');
  return ready?.status === 'True' ? say('Current') : say('InProgress', ready ? wordsOf(ready) : 'it is not in use yet');
}
