import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import {
  connect,
  groupOf,
  openapi,
  serverSideApply,
  validate,
  versionOf,
  type Api,
  type KubeObject,
} from '../../src/kube/index.ts';
import { mapConcurrent } from '../../src/lib/async.ts';

/** validate is held against the server itself: what it flags the server must refuse, and what the server cannot decode it must flag. */

const pod = {
  volumes: [
    { name: 'conf', configMap: { name: 'c', items: [{ key: 'a', path: 'b' }] } },
    { name: 'host', hostPath: { path: '/tmp' } },
    { name: 'disk', persistentVolumeClaim: { claimName: 'd' } },
  ],
  containers: [
    {
      name: 'web',
      image: 'web:1',
      ports: [{ containerPort: 80, name: 'http', protocol: 'TCP' }],
      env: [
        { name: 'A', value: 'x' },
        { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        { name: 'C', valueFrom: { configMapKeyRef: { name: 's', key: 'k', optional: true } } },
      ],
      volumeMounts: [{ name: 'conf', mountPath: '/etc/conf' }],
      resources: { limits: { cpu: '1', memory: '128Mi' }, requests: { cpu: 0.1, memory: '64Mi' } },
      readinessProbe: {
        httpGet: { path: '/', port: 'http', httpHeaders: [{ name: 'H', value: 'v' }] },
        periodSeconds: 5,
      },
      securityContext: { runAsNonRoot: true, runAsUser: 1_000, capabilities: { drop: ['ALL'] } },
    },
  ],
};
const template = { metadata: { labels: { app: 'web' } }, spec: pod };

const bases: readonly (readonly [string, string, object])[] = [
  [
    'apps/v1',
    'Deployment',
    {
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
        template,
      },
    },
  ],
  ['apps/v1', 'StatefulSet', { spec: { serviceName: 'web', selector: { matchLabels: { app: 'web' } }, template } }],
  [
    'v1',
    'Service',
    {
      spec: {
        selector: { app: 'web' },
        type: 'ClusterIP',
        ports: [{ port: 80, targetPort: 'http', protocol: 'TCP', name: 'a' }],
      },
    },
  ],
  ['v1', 'ConfigMap', { data: { a: 'b' }, binaryData: { c: 'aGk=' } }],
  [
    'batch/v1',
    'CronJob',
    {
      spec: {
        schedule: '* * * * *',
        jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } },
      },
    },
  ],
  [
    'networking.k8s.io/v1',
    'Ingress',
    {
      spec: {
        rules: [
          {
            host: 'a.example',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
            },
          },
        ],
      },
    },
  ],
  [
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }] } },
  ],
  [
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    {
      roleRef: { kind: 'Role', name: 'r', apiGroup: 'rbac.authorization.k8s.io' },
      subjects: [{ kind: 'User', name: 'u' }],
    },
  ],
  ['rbac.authorization.k8s.io/v1', 'Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }],
  [
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    { spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'w', apiVersion: 'apps/v1' } } },
  ],
  ['policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: '50%', selector: { matchLabels: { app: 'web' } } } }],
  [
    'v1',
    'PersistentVolumeClaim',
    { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  ],
];

const objects = bases.map(([apiVersion, kind, rest]): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x', namespace: 'default' },
  ...rest,
}));

let api: Api;
beforeAll(async () => {
  api = await connect({ kubeconfig: inject('kubeconfig') });
});
afterAll(() => api.close());

async function flagged(object: KubeObject): Promise<string[]> {
  const document = await openapi(api, object.apiVersion);
  const gvk = { group: groupOf(object.apiVersion), version: versionOf(object.apiVersion), kind: object.kind };
  return document ? validate(document, gvk, object).map(({ path, message }) => `${path} ${message}`) : [];
}

/** What the server says to a dry run; empty when it would take the object. */
function refusal(object: KubeObject): Promise<string> {
  return serverSideApply(api, object, { manager: 'test', force: true, dryRun: true, fieldValidation: 'Strict' }).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

type Place = readonly (string | number)[];

function places(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const below = Object.entries(value).flatMap(([key, member]) =>
    places(member, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return at.length === 0 ? below : [at, ...below];
}

/** A copy in which `change` was done to the parent of a place. */
function changed(
  object: KubeObject,
  place: Place,
  change: (parent: Record<string | number, unknown>, key: string | number) => void,
): KubeObject {
  const copy = structuredClone(object);
  let parent: unknown = copy;
  for (const key of place.slice(0, -1)) parent = (parent as Record<string | number, unknown>)[key];
  change(parent as Record<string | number, unknown>, place.at(-1) ?? '');
  return copy;
}

const junk: readonly unknown[] = ['text', '', 5, 1.5, 3e9, true, null, [], ['a'], {}, { odd: 1 }, [null]];

function mutations(): { what: string; object: KubeObject }[] {
  return objects.flatMap((object) =>
    places(object)
      .filter(([top]) => top !== 'apiVersion' && top !== 'kind' && top !== 'metadata')
      .flatMap((place, index) => {
        const what = `${object.kind} ${place.join('.')}`;
        const put = (value: unknown) => changed(object, place, (parent, key) => (parent[key] = value));
        return [
          {
            what: `${what} gone`,
            object: changed(object, place, (parent, key) =>
              Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key],
            ),
          },
          ...[0, 4, 8]
            .map((step) => junk[(index + step) % junk.length])
            .map((value) => ({ what: `${what} = ${JSON.stringify(value)}`, object: put(value) })),
        ];
      }),
  );
}

test('the objects as they are have no problem, here and there', async () => {
  for (const object of objects) {
    expect([object.kind, await flagged(object), await refusal(object)]).toEqual([object.kind, [], '']);
  }
});

test('nothing is flagged that the server would take, and nothing it cannot decode is missed', async () => {
  const wrong: string[] = [];
  const all = mutations();
  await mapConcurrent(all, 16, async ({ what, object }) => {
    const [here, there] = await Promise.all([flagged(object), refusal(object)]);
    if (here.length > 0 && there === '') wrong.push(`${what}: flagged, but the server takes it: ${here.join(', ')}`);
    if (here.length === 0 && /does not fit its schema/.test(there)) wrong.push(`${what}: not flagged, but ${there}`);
  });
  expect(all.length).toBeGreaterThan(800);
  expect(wrong).toEqual([]);
});

test.for([
  ['Deployment', ['spec', 'template', 'spec', 'containers', 0, 'name']],
  ['Deployment', ['spec', 'template', 'spec', 'containers', 0, 'ports', 0, 'containerPort']],
  ['Deployment', ['spec', 'template', 'spec', 'containers', 0, 'env', 0, 'name']],
  ['Deployment', ['spec', 'template', 'spec', 'containers', 0, 'env', 1, 'valueFrom', 'secretKeyRef', 'key']],
  ['Deployment', ['spec', 'template', 'spec', 'containers', 0, 'env', 2, 'valueFrom', 'configMapKeyRef', 'key']],
  ['Deployment', ['spec', 'template', 'spec', 'containers', 0, 'volumeMounts', 0, 'name']],
  ['Deployment', ['spec', 'template', 'spec', 'containers', 0, 'volumeMounts', 0, 'mountPath']],
  ['Deployment', ['spec', 'template', 'spec', 'volumes', 0, 'name']],
  ['Deployment', ['spec', 'template', 'spec', 'volumes', 0, 'configMap', 'items', 0, 'key']],
  ['Deployment', ['spec', 'template', 'spec', 'volumes', 0, 'configMap', 'items', 0, 'path']],
  ['Deployment', ['spec', 'template', 'spec', 'volumes', 1, 'hostPath', 'path']],
  ['Deployment', ['spec', 'template', 'spec', 'volumes', 2, 'persistentVolumeClaim', 'claimName']],
  ['Service', ['spec', 'ports', 0, 'port']],
  ['CronJob', ['spec', 'schedule']],
  ['HorizontalPodAutoscaler', ['spec', 'maxReplicas']],
  ['Ingress', ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'name']],
  ['RoleBinding', ['roleRef', 'kind']],
  ['RoleBinding', ['roleRef', 'name']],
  ['RoleBinding', ['subjects', 0, 'kind']],
  ['RoleBinding', ['subjects', 0, 'name']],
] as const)('a %s without %j is refused by the server and flagged here', async ([kind, place]) => {
  const object = objects.find((it) => it.kind === kind);
  if (!object) throw new Error(`no ${kind}`);
  const without = changed(object, place, (parent, key) => delete parent[key]);
  expect(await refusal(without)).not.toBe('');
  expect(await flagged(without)).toEqual([expect.stringMatching(/ is required$/)]);
});
