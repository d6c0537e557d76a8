import type { KubeObject } from '../../../kube/object.ts';
import { apiGroup, operatorName } from '../names.ts';
import type { Deployment } from '../options.ts';
import { inSystem, selector } from './common.ts';

/** An operator that finds none of its kinds ends at once, and Kubernetes starts it again later and later. */
const definitionNames = ['apps', 'tenants', 'sources']
  .map((plural) => `CustomResourceDefinition/${plural}.${apiGroup}`)
  .join(', ');

const cache = '/var/cache/tug';

/** The operator's pods, as the restricted Pod Security Standard asks: no root, no write but to two scratch volumes, no capability. */
export function deployment({ image, replicas, port, resources }: Deployment): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...inSystem(operatorName), annotations: { 'tug.dev/after': definitionNames } },
    spec: {
      replicas,
      // The new pod is ready before the old one goes: it takes over Apps one Lease at a time.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: { ...selector } },
      template: {
        metadata: { labels: { ...selector } },
        spec: {
          serviceAccountName: operatorName,
          automountServiceAccountToken: true,
          enableServiceLinks: false,
          // Enough for the writes under way to end and for the Lease to be given back.
          terminationGracePeriodSeconds: 30,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: { ...selector } },
            },
          ],
          containers: [
            {
              name: 'operator',
              image,
              command: ['tug', 'operator', '--listen', `0.0.0.0:${port}`],
              env: [
                { name: 'TUG_CACHE_DIR', value: cache },
                { name: 'HOME', value: '/tmp' },
                // Room for the newest objects is taken from what lives long and does little at once: it halves the memory.
                { name: 'NODE_OPTIONS', value: '--max-semi-space-size=2' },
              ],
              ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
              livenessProbe: probe('/healthz', { periodSeconds: 10, failureThreshold: 6 }),
              readinessProbe: probe('/readyz', { periodSeconds: 5, failureThreshold: 2 }),
              resources,
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              volumeMounts: [
                { name: 'cache', mountPath: cache },
                { name: 'tmp', mountPath: '/tmp' },
              ],
            },
          ],
          volumes: [
            { name: 'cache', emptyDir: { sizeLimit: '8Gi' } },
            { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
          ],
        },
      },
    },
  };
}

function probe(path: string, pace: { readonly periodSeconds: number; readonly failureThreshold: number }): unknown {
  return { httpGet: { path, port: 'http' }, timeoutSeconds: 5, ...pace };
}
