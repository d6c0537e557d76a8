import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KubeObject, refKey, refOf } from '../../kube/object.ts';
import { annotated, configMap, deployment, object, type Part } from '../testing/objects.ts';
import type { After } from '../types.ts';
import { edgesOf, type Node } from './edges.ts';

const nodesOf = (objects: readonly KubeObject[]): Node[] =>
  objects.map((one) => ({ id: refKey(refOf(one)), object: one }));
const all = (objects: readonly KubeObject[], arriving?: ReadonlySet<string>): Map<string, After[]> => {
  const nodes = nodesOf(objects);
  return edgesOf(nodes, arriving ?? new Set(nodes.map(({ id }) => id)));
};
const after = (one: KubeObject, ...others: KubeObject[]): string[] =>
  (all([one, ...others]).get(refKey(refOf(one))) ?? []).map(({ step, until }) => `${step} ${until}`);

const pod = (spec: Part): KubeObject => object('v1', 'Pod', 'shop/p', { spec });
const core = (kind: string): KubeObject => object('v1', kind, 'shop/x');
const wide = (apiVersion: string, kind: string): KubeObject => object(apiVersion, kind, 'x');
const wave = (n: number | string): Part => ({ 'argocd.argoproj.io/sync-wave': n });

test.each<[string, KubeObject, KubeObject]>([
  ['its namespace', pod({}), object('v1', 'Namespace', 'shop')],
  ['a ConfigMap it mounts', pod({ volumes: [{ configMap: { name: 'x' } }] }), core('ConfigMap')],
  ['a Secret it mounts', pod({ volumes: [{ secret: { secretName: 'x' } }] }), core('Secret')],
  ['a claim', pod({ volumes: [{ persistentVolumeClaim: { claimName: 'x' } }] }), core('PersistentVolumeClaim')],
  [
    'a projected ConfigMap',
    pod({ volumes: [{ projected: { sources: [{ configMap: { name: 'x' } }] } }] }),
    core('ConfigMap'),
  ],
  ['a projected Secret', pod({ volumes: [{ projected: { sources: [{ secret: { name: 'x' } }] } }] }), core('Secret')],
  [
    'a ConfigMap of its environment',
    pod({ containers: [{ envFrom: [{ configMapRef: { name: 'x' } }] }] }),
    core('ConfigMap'),
  ],
  [
    'a Secret of its environment',
    pod({ initContainers: [{ envFrom: [{ secretRef: { name: 'x' } }] }] }),
    core('Secret'),
  ],
  [
    'a key of a ConfigMap',
    pod({ containers: [{ env: [{ valueFrom: { configMapKeyRef: { name: 'x' } } }] }] }),
    core('ConfigMap'),
  ],
  [
    'a key of a Secret',
    pod({ containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'x' } } }] }] }),
    core('Secret'),
  ],
  ['a pull secret', pod({ imagePullSecrets: [{ name: 'x' }] }), core('Secret')],
  ['its service account', pod({ serviceAccountName: 'x' }), core('ServiceAccount')],
  ['its priority', pod({ priorityClassName: 'x' }), wide('scheduling.k8s.io/v1', 'PriorityClass')],
  ['its runtime', pod({ runtimeClassName: 'x' }), wide('node.k8s.io/v1', 'RuntimeClass')],
  ['the limits of its namespace', pod({}), core('LimitRange')],
  ['the quota of its namespace', pod({}), core('ResourceQuota')],
  [
    'the rights of its service account',
    pod({ serviceAccountName: 'sa' }),
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'shop/x', {
      subjects: [{ kind: 'ServiceAccount', name: 'sa' }],
    }),
  ],
  [
    'the rights of its service account anywhere',
    pod({ serviceAccountName: 'sa' }),
    object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'x', {
      subjects: [{ kind: 'ServiceAccount', name: 'sa', namespace: 'shop' }],
    }),
  ],
  [
    'its storage',
    object('v1', 'PersistentVolumeClaim', 'shop/c', { spec: { storageClassName: 'x' } }),
    wide('storage.k8s.io/v1', 'StorageClass'),
  ],
  [
    'the storage of its claims',
    object('apps/v1', 'StatefulSet', 'shop/s', {
      spec: { template: { spec: {} }, volumeClaimTemplates: [{ spec: { storageClassName: 'x' } }] },
    }),
    wide('storage.k8s.io/v1', 'StorageClass'),
  ],
  [
    'its class',
    object('networking.k8s.io/v1', 'Ingress', 'shop/i', { spec: { ingressClassName: 'x' } }),
    wide('networking.k8s.io/v1', 'IngressClass'),
  ],
  [
    'its gateway class',
    object('gateway.networking.k8s.io/v1', 'Gateway', 'shop/g', { spec: { gatewayClassName: 'x' } }),
    wide('gateway.networking.k8s.io/v1', 'GatewayClass'),
  ],
  [
    'its role',
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'shop/b', { roleRef: { kind: 'Role', name: 'x' } }),
    object('rbac.authorization.k8s.io/v1', 'Role', 'shop/x'),
  ],
  [
    'its cluster role',
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'shop/b', { roleRef: { kind: 'ClusterRole', name: 'x' } }),
    wide('rbac.authorization.k8s.io/v1', 'ClusterRole'),
  ],
])('an object comes after %s is applied', (_, one, needed) => {
  expect(after(one, needed)).toEqual([`${refKey(refOf(needed))} applied`]);
});

test.each([
  deployment('shop/w', { serviceAccountName: 'x' }),
  object('batch/v1', 'CronJob', 'shop/w', {
    spec: { jobTemplate: { spec: { template: { spec: { serviceAccountName: 'x' } } } } },
  }),
  object('argoproj.io/v1alpha1', 'Rollout', 'shop/w', { spec: { template: { spec: { serviceAccountName: 'x' } } } }),
])('pods are found in a $kind', (workload) => {
  expect(after(workload, core('ServiceAccount'))).toEqual(['/ServiceAccount/shop/x applied']);
});

test('things of one name in another namespace are others', () => {
  expect(after(pod({ serviceAccountName: 'x' }), object('v1', 'ServiceAccount', 'other/x'))).toEqual([]);
});

test('a custom resource waits until its kind is served', () => {
  const crd = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'things.example.com', {
    spec: { group: 'example.com', names: { kind: 'Thing' } },
  });
  expect(after(object('example.com/v2', 'Thing', 'shop/t'), crd)).toEqual([
    'apiextensions.k8s.io/CustomResourceDefinition//things.example.com healthy',
  ]);
  expect(after(object('other.com/v2', 'Thing', 'shop/t'), crd)).toEqual([]);
});

const service = object('v1', 'Service', 'shop/hook', { spec: { selector: { app: 'hook' } } });
const webhook = object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'w', {
  webhooks: [{ clientConfig: { service: { namespace: 'shop', name: 'hook' } } }],
});

test('a webhook comes last, when what answers it runs', () => {
  const edges = after(webhook, configMap('shop/a'), service, deployment('shop/hook'), deployment('shop/other'));
  expect(edges.toSorted()).toEqual(
    [
      '/ConfigMap/shop/a applied',
      '/Service/shop/hook applied',
      'apps/Deployment/shop/hook healthy',
      'apps/Deployment/shop/other applied',
    ].toSorted(),
  );
});

test('an aggregated API as well, and interceptors do not wait for one another', () => {
  const api = object('apiregistration.k8s.io/v1', 'APIService', 'v1.x', {
    spec: { service: { namespace: 'shop', name: 'hook' } },
  });
  expect(after(api, webhook, deployment('shop/hook'), service)).toEqual([
    'apps/Deployment/shop/hook healthy',
    '/Service/shop/hook applied',
  ]);
});

test('a binding of a policy comes after its policy', () => {
  const policy = wide('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy');
  const binding = object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'b', {
    spec: { policyName: 'x' },
  });
  expect(after(binding, policy)).toEqual(['admissionregistration.k8s.io/ValidatingAdmissionPolicy//x applied']);
});

test('what is written to wait for a webhook does, and the webhook not for it', () => {
  const waits = configMap('shop/a', annotated({ 'tug.dev/after': 'ValidatingWebhookConfiguration/w' }));
  expect(after(waits, webhook)).toEqual(['admissionregistration.k8s.io/ValidatingWebhookConfiguration//w healthy']);
  expect(after(webhook, waits)).toEqual([]);
});

test('a wave begins when the one before it is healthy', () => {
  const [one, two, five] = [1, '2', 5].map((n) => configMap(`shop/w${n}`, annotated(wave(n))));
  const edges = all([five, one, two] as KubeObject[]);
  expect(edges.get('/ConfigMap/shop/w5')).toEqual([{ step: '/ConfigMap/shop/w2', until: 'healthy' }]);
  expect(edges.get('/ConfigMap/shop/w2')).toEqual([{ step: '/ConfigMap/shop/w1', until: 'healthy' }]);
  expect(edges.get('/ConfigMap/shop/w1')).toEqual([]);
});

test('without waves nothing waits for anything it does not need', () => {
  expect(after(configMap('shop/a'), configMap('shop/b'), deployment('shop/c'))).toEqual([]);
});

test('what an earlier wave needs and is not there yet comes with that wave; what is there stays in its own', () => {
  const early = deployment(
    'shop/early',
    { volumes: [{ configMap: { name: 'late' } }] },
    annotated(wave(-1)).metadata as Part,
  );
  const late = configMap('shop/late');
  expect(all([early, late]).get('apps/Deployment/shop/early')).toEqual([
    { step: '/ConfigMap/shop/late', until: 'applied' },
  ]);
  expect(all([early, late]).get('/ConfigMap/shop/late')).toEqual([]);
  const there = all([early, late], new Set(['apps/Deployment/shop/early']));
  expect(there.get('apps/Deployment/shop/early')).toEqual([]);
  expect(there.get('/ConfigMap/shop/late')).toEqual([{ step: 'apps/Deployment/shop/early', until: 'healthy' }]);
});

test.each([
  ['Deployment/db', true],
  ['apps/Deployment/db', true],
  ['Deployment/shop/db', true],
  ['apps/Deployment/shop/db', true],
  ['Deployment/other/db', false],
  ['batch/Deployment/db', false],
  ['Job/db', false],
])('tug.dev/after: %s', (text, found) => {
  expect(after(configMap('shop/a', annotated({ 'tug.dev/after': ` ${text} ` })), deployment('shop/db'))).toEqual(
    found ? ['apps/Deployment/shop/db healthy'] : [],
  );
});

test('every order can be carried out: no circle comes from what is inferred', () => {
  const place = fc.constantFrom('shop/a', 'shop/b', 'shop/c');
  const annotations = fc.constantFrom({}, {}, wave(-1), wave(1), wave(2));
  const named = fc.constantFrom('a', 'b', 'c');
  const one = fc.oneof(
    fc
      .record({ kind: fc.constantFrom('ConfigMap', 'Secret', 'ServiceAccount', 'LimitRange'), place, annotations })
      .map((o) => object('v1', o.kind, o.place, annotated(o.annotations))),
    fc.record({ place, annotations, config: named, account: named }).map((o) =>
      deployment(
        o.place,
        {
          serviceAccountName: o.account,
          volumes: [{ configMap: { name: o.config } }, { secret: { secretName: o.config } }],
        },
        { annotations: o.annotations },
      ),
    ),
    fc.record({ annotations }).map((o) => object('v1', 'Namespace', 'shop', annotated(o.annotations))),
    fc.record({ place, annotations, account: named }).map((o) =>
      object('rbac.authorization.k8s.io/v1', 'RoleBinding', o.place, {
        ...annotated(o.annotations),
        roleRef: { kind: 'Role', name: 'a' },
        subjects: [{ kind: 'ServiceAccount', name: o.account }],
      }),
    ),
    fc
      .record({ place, annotations })
      .map((o) => object('rbac.authorization.k8s.io/v1', 'Role', o.place, annotated(o.annotations))),
    fc.record({ place, annotations }).map((o) => object('example.com/v1', 'Thing', o.place, annotated(o.annotations))),
    fc.record({ annotations }).map((o) =>
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'things', {
        ...annotated(o.annotations),
        spec: { group: 'example.com', names: { kind: 'Thing' } },
      }),
    ),
    fc.record({ place: named, annotations }).map((o) =>
      object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', o.place, {
        ...annotated(o.annotations),
        webhooks: [{ clientConfig: { service: { namespace: 'shop', name: 'a' } } }],
      }),
    ),
    fc
      .record({ place, annotations })
      .map((o) => object('v1', 'Service', o.place, { ...annotated(o.annotations), spec: { selector: { app: 'a' } } })),
  );
  const set = fc.uniqueArray(one, { selector: (o) => refKey(refOf(o)), maxLength: 25 });
  fc.assert(
    fc.property(set, fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }), (objects, flags) => {
      const nodes = nodesOf(objects);
      const edges = edgesOf(nodes, new Set(nodes.filter((_, i) => flags[i]).map(({ id }) => id)));
      const left = new Map(edges);
      for (let before = -1; before !== left.size;) {
        before = left.size;
        for (const [id, needed] of left) if (needed.every(({ step }) => !left.has(step))) left.delete(id);
      }
      expect([...left.keys()]).toEqual([]);
      for (const [id, needed] of edges) for (const { step } of needed) expect(step).not.toBe(id);
    }),
    { numRuns: 500 },
  );
});
