import type { KubeObject } from '../../../kube/object.ts';
import { operatorName } from '../names.ts';
import { inSystem, selector } from './common.ts';

/** Nodes are drained one replica at a time. With a single replica it would only block the drain. */
export function disruptionBudget(): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: inSystem(operatorName),
    spec: { maxUnavailable: 1, selector: { matchLabels: { ...selector } } },
  };
}
