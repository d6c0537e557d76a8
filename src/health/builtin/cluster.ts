/** Kinds of the cluster itself: what is served, by whom, and where. */
import type { KubeObject } from '../../kube/object.ts';
import { conditionOf, conditionsOf, specOf, say, statusOf, textAt, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

export function namespace(object: KubeObject): Health {
  if (textAt(statusOf(object), 'phase') !== 'Terminating') return say('Current');
  const stuck = conditionsOf(object).find(({ status }) => status === 'True');
  return say('InProgress', stuck ? wordsOf(stuck) : 'the namespace is being deleted');
}

export function node(object: KubeObject): Health {
  const ready = conditionOf(object, 'Ready');
  if (ready?.status !== 'True') return say('InProgress', ready ? wordsOf(ready) : 'the node has not reported yet');
  return specOf(object).unschedulable === true ? say('Suspended', 'the node is cordoned') : say('Current');
}

export function customResourceDefinition(object: KubeObject): Health {
  const names = conditionOf(object, 'NamesAccepted');
  if (names?.status === 'False') return say('Failed', wordsOf(names));
  const established = conditionOf(object, 'Established');
  if (established?.status === 'True') return say('Current', 'the kind is served');
  // Installing is how the server says that it is on its way.
  const refused = established?.status === 'False' && established.reason !== 'Installing';
  if (refused) return say('Failed', wordsOf(established));
  return say('InProgress', 'the kind is not served yet');
}

export function apiService(object: KubeObject): Health {
  const available = conditionOf(object, 'Available');
  if (available?.status === 'True') return say('Current', 'the API answers');
  return say('InProgress', available ? wordsOf(available) : 'nobody has asked the API yet');
}

export function certificateSigningRequest(object: KubeObject): Health {
  const no = conditionOf(object, 'Denied') ?? conditionOf(object, 'Failed');
  if (no) return say('Failed', wordsOf(no));
  if (textAt(statusOf(object), 'certificate')) return say('Current', 'the certificate is issued');
  return say(
    'InProgress',
    conditionOf(object, 'Approved') ? 'the signer has not issued it yet' : 'nobody has approved it yet',
  );
}

export function flowSchema(object: KubeObject): Health {
  const dangling = conditionOf(object, 'Dangling');
  return dangling?.status === 'True' ? say('Failed', wordsOf(dangling)) : say('Current');
}
