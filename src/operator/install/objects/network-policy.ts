import type { KubeObject } from '../../../kube/object.ts';
import { operatorName } from '../names.ts';
import type { Deployment } from '../options.ts';
import { inSystem, selector } from './common.ts';

/**
 * In: the one port, from anywhere, because who scrapes and who sends webhooks differs from cluster to cluster. Out is left open: Git servers,
 * registries and the API server have addresses that nobody here knows.
 */
export function networkPolicy({ port }: Deployment): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: inSystem(operatorName),
    spec: {
      podSelector: { matchLabels: { ...selector } },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port, protocol: 'TCP' }] }],
    },
  };
}
