import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { Problem } from '../lib/errors.ts';
import { type DesiredOptions, makeDesired } from './desired.ts';
import { configMap, object } from './testing/objects.ts';

const label = { key: 'applyset.kubernetes.io/part-of', value: 'set' };
const clusterWide = new Set(['Namespace', 'ClusterRole', 'CustomResourceDefinition']);
const options: DesiredOptions = {
  scopeOf: (apiVersion, kind) =>
    apiVersion.includes('example.test') ? undefined : clusterWide.has(kind) ? 'cluster' : 'namespaced',
  namespace: 'shop',
  label,
  ignore: [],
};

const rendered = (...objects: readonly KubeObject[]) =>
  objects.map((one, i) => ({ object: one, origin: { file: `${i}.yaml`, line: 3 } }));
const made = (objects: readonly KubeObject[], more: Partial<DesiredOptions> = {}) =>
  makeDesired(rendered(...objects), { ...options, ...more });
const only = (one: KubeObject, more: Partial<DesiredOptions> = {}): KubeObject | undefined =>
  made([one], more).desired[0]?.object;

test('namespaced objects go to the default namespace unless they name one', () => {
  expect(only(configMap('a'))?.metadata.namespace).toBe('shop');
  expect(only(configMap('there/a'))?.metadata.namespace).toBe('there');
});

test('objects without a namespace lose one that was written by mistake', () => {
  expect(only(object('v1', 'Namespace', 'shop/a'))?.metadata).not.toHaveProperty('namespace');
});

test('what only a server writes is dropped, and our label is added beside the others', () => {
  const metadata = {
    labels: { app: 'a' },
    uid: '1',
    resourceVersion: '2',
    generation: 3,
    creationTimestamp: null,
    managedFields: [],
    selfLink: '/x',
    finalizers: ['a/b'],
  };
  expect(only(configMap('a', { metadata, status: { x: 1 } }))).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'shop', finalizers: ['a/b'], labels: { app: 'a', [label.key]: label.value } },
  });
});

test('the label is not put into selectors or templates', () => {
  const spec = { selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } } } };
  expect(only(object('apps/v1', 'Deployment', 'a', { spec }))?.spec).toEqual(spec);
});

test('equal objects have equal digests whatever the order of their members', () => {
  const [one] = made([configMap('a', { data: { x: '1', y: '2' } })]).desired;
  const [same] = made([configMap('a', { data: { y: '2', x: '1' } })]).desired;
  const [other] = made([configMap('a', { data: { x: '1' } })]).desired;
  expect(one?.digest).toBe(same?.digest);
  expect(one?.digest).not.toBe(other?.digest);
});

test('two objects with one identity are refused, and both places are named', () => {
  const twice = () => made([object('apps/v1', 'Deployment', 'a'), object('apps/v1beta1', 'Deployment', 'shop/a')]);
  expect(twice).toThrow(Problem);
  expect(twice).toThrow(/Deployment shop\/a is there twice: here and at 0\.yaml:3/);
});

test('a kind that a definition among the files brings is known, with its scope', () => {
  const spec = { group: 'example.test', names: { kind: 'Thing' }, scope: 'Cluster' };
  const crd = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'things.example.test', { spec });
  const { desired, problems } = made([object('example.test/v1', 'Thing', 'shop/a'), crd]);
  expect(problems).toEqual([]);
  expect(desired.find(({ object: { kind } }) => kind === 'Thing')?.key).toBe('example.test/Thing//a');
});

test('an unknown kind is reported with its place and the best hint there is, and keeps the others', () => {
  const unknown = object('example.test/v1', 'Thing', 'a');
  const { desired, problems } = made([configMap('a'), unknown]);
  expect(desired).toHaveLength(1);
  expect(problems).toMatchObject([
    { reason: expect.stringMatching(/Thing in example\.test\/v1 \(1\.yaml:3\)/) as string },
  ]);
  expect(problems[0]?.remedy).toMatch(/install its CustomResourceDefinition/);
  expect(made([unknown], { hintFor: () => 'use apiVersion example.test/v2' }).problems[0]?.remedy).toBe(
    'use apiVersion example.test/v2',
  );
});

test('stringData of a Secret is applied as data, and wins over it', () => {
  const secret = object('v1', 'Secret', 'a', { stringData: { b: 'hallo', c: 'ü' }, data: { a: 'YQ==', b: 'YQ==' } });
  expect(only(secret)).toMatchObject({ data: { a: 'YQ==', b: 'aGFsbG8=', c: 'w7w=' } });
  expect(only(secret)).not.toHaveProperty('stringData');
});

test('stringData that holds no strings is left for the server to refuse by name', () => {
  expect(only(object('v1', 'Secret', 'a', { stringData: { b: 1 } }))).toMatchObject({ stringData: { b: 1 } });
});

test('a hook with generateName has one name for one content', () => {
  const hook = (image: string): KubeObject =>
    object('batch/v1', 'Job', '', {
      metadata: { name: undefined, generateName: 'migrate-', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } },
      spec: { image },
    });
  const name = only(hook('a'))?.metadata.name;
  expect(name).toMatch(/^migrate-[0-9a-f]{8}$/);
  expect(only(hook('a'))?.metadata.name).toBe(name);
  expect(only(hook('b'))?.metadata.name).not.toBe(name);
});

test('anything else without a name is blocked: every push would make another one', () => {
  const { desired, problems } = made([
    object('v1', 'Pod', '', { metadata: { name: undefined, generateName: 'x-' } }),
    configMap(''),
  ]);
  expect(desired).toEqual([]);
  expect(problems.map(({ reason }) => reason)).toEqual([
    'generateName x- would make another Pod at every push (0.yaml:3)',
    'the ConfigMap has no metadata.name (1.yaml:3)',
  ]);
});

const scaled = (spec: object): KubeObject =>
  object('apps/v1', 'Deployment', 'web', { spec: { ...spec, paused: false } });
const hpa = (target: object, apiVersion = 'autoscaling/v2', kind = 'HorizontalPodAutoscaler'): KubeObject =>
  object(apiVersion, kind, 'scaler', { spec: { scaleTargetRef: target } });

test('replicas of what an autoscaler scales are not applied, and are released even when the files do not set them', () => {
  for (const scaler of [
    hpa({ kind: 'Deployment', name: 'web' }),
    hpa({ name: 'web' }, 'keda.sh/v1alpha1', 'ScaledObject'),
  ]) {
    for (const spec of [{ replicas: 3 }, {}]) {
      const [web] = made([scaled(spec), scaler]).desired;
      expect(web?.object.spec).toEqual({ paused: false });
      expect(web?.ignored).toEqual(['/spec/replicas']);
    }
  }
});

test.each([
  ['of another name', hpa({ kind: 'Deployment', name: 'other' })],
  ['of another kind', hpa({ kind: 'StatefulSet', name: 'web' })],
  ['of another group than autoscalers have', hpa({ kind: 'Deployment', name: 'web' }, 'example.com/v1')],
  [
    'in another namespace',
    { ...hpa({ kind: 'Deployment', name: 'web' }), metadata: { name: 'scaler', namespace: 'there' } },
  ],
])('replicas stay when the autoscaler scales an object %s', (_, scaler) => {
  expect(made([scaled({ replicas: 3 }), scaler]).desired[0]?.ignored).toEqual([]);
});

test('ignored paths are left out of every object their rule names', () => {
  const ignore = [
    { kind: 'ConfigMap', paths: ['/data/a~1b', '/data/list/1', '/data/not/there', '/data/list/x'] },
    { kind: 'ConfigMap', name: 'other', paths: ['/data'] },
    { kind: 'ConfigMap', group: 'example.test', paths: ['/data'] },
  ];
  const [one] = made([configMap('a', { data: { 'a/b': '1', c: '2', list: ['x', 'y', 'z'] } })], { ignore }).desired;
  expect(one?.object.data).toEqual({ c: '2', list: ['x', 'z'] });
});

test('annotations that are numbers or null harm nothing here', () => {
  const metadata = { annotations: { 'helm.sh/hook-weight': 5, 'argocd.argoproj.io/sync-wave': 1 } };
  expect(
    made([configMap('a', { metadata }), configMap('b', { metadata: { annotations: null, labels: null } })]).desired,
  ).toHaveLength(2);
});
