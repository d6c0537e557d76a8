import { expect, test } from 'vitest';
import { risksOfDelete, risksOfReplace, risksOfUpdate } from './risks.ts';
import { deployment, object, type Part } from './testing/objects.ts';

const restarts = (kind: string, path: string, spec: Part = {}, apiVersion = 'apps/v1'): boolean =>
  risksOfUpdate(object(apiVersion, kind, 'a/b', { spec }), [{ path, from: 1, to: 2 }]).some(
    (risk) => risk.kind === 'restartsPods',
  );

test.each(['Deployment', 'StatefulSet', 'DaemonSet'])(
  'a %s restarts its pods when their template changes, and only then',
  (kind) => {
    expect(restarts(kind, '/spec/template/metadata/annotations/a')).toBe(true);
    expect(restarts(kind, '/spec/template')).toBe(true);
    expect(restarts(kind, '/spec/templates/x')).toBe(false);
    expect(restarts(kind, '/spec/replicas')).toBe(false);
  },
);

test('kinds that do not roll, and strategies that leave the pods to people, restart nothing', () => {
  expect(restarts('Job', '/spec/template/spec', {}, 'batch/v1')).toBe(false);
  expect(restarts('Rollout', '/spec/template/spec', {}, 'argoproj.io/v1alpha1')).toBe(true);
  expect(restarts('DaemonSet', '/spec/template/spec', { updateStrategy: { type: 'OnDelete' } })).toBe(false);
});

test('fields of other managers are named with their manager', () => {
  expect(
    risksOfUpdate(deployment('a/b'), [
      { path: '/spec/replicas', from: 5, to: 3, owner: 'kubectl' },
      { path: '/spec/paused', to: true },
    ]),
  ).toEqual([{ kind: 'takesField', field: '/spec/replicas', from: 'kubectl' }]);
});

test.each([
  ['v1', 'PersistentVolumeClaim', {}, 'the volume it claims'],
  ['v1', 'Namespace', {}, 'everything in it'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', {}, 'every object of its kind'],
  [
    'apps/v1',
    'StatefulSet',
    { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
    'the volumes its pods claim',
  ],
])('deleting a %s %s loses data', (apiVersion, kind, spec, what) => {
  expect(risksOfDelete(object(apiVersion, kind, 'a/b', { spec }))).toEqual([{ kind: 'losesData', what }]);
});

test('a StatefulSet that keeps its claims, and a Namespace of another group, lose nothing', () => {
  expect(risksOfDelete(object('apps/v1', 'StatefulSet', 'a/b', { spec: { volumeClaimTemplates: [{}] } }))).toEqual([]);
  expect(risksOfDelete(object('example.test/v1', 'Namespace', 'a/b'))).toEqual([]);
});

test('a replacement tells which fields forced it, and what goes with the old object', () => {
  expect(risksOfReplace(deployment('a/b'), ['spec.selector'])).toEqual([
    { kind: 'immutable', fields: ['spec.selector'] },
    { kind: 'restartsPods' },
  ]);
  expect(risksOfReplace(object('v1', 'PersistentVolumeClaim', 'a/b'), [])).toContainEqual({
    kind: 'losesData',
    what: 'the volume it claims',
  });
});
