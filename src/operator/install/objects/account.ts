import type { KubeObject } from '../../../kube/object.ts';
import { operatorName } from '../names.ts';
import { inSystem } from './common.ts';

/** Its token is mounted by the one pod that asks for it. */
export function operatorAccount(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: inSystem(operatorName),
    automountServiceAccountToken: false,
  };
}
