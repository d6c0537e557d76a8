import type { KubeObject } from '../../../kube/object.ts';
import { systemNamespace } from '../names.ts';
import { labels, outlives } from './common.ts';

/** The operator's own namespace, where nothing but restricted pods may run. */
export function system(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: systemNamespace,
      labels: {
        ...labels,
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
      annotations: { ...outlives },
    },
  };
}
