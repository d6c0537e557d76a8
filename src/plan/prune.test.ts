import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { isPending, makePlan } from './plan.ts';
import { annotated, configMap, input, installing, live, object, observedOf, want } from './testing/objects.ts';

const kept = want(configMap('shop/stays'));
const member = (one: KubeObject): KubeObject => live(want(one));
const pruning = (members: readonly KubeObject[], more: Parameters<typeof input>[0] = {}) =>
  makePlan(input({ desired: [kept], observed: observedOf(live(kept), ...members), ...more }));
const actions = (members: readonly KubeObject[], more: Parameters<typeof input>[0] = {}) =>
  pruning(members, more).steps.map(({ action, object: { name } }) => `${action} ${name}`);

const a = member(configMap('shop/a'));
const many = ['a', 'b', 'c'].map((name) => member(configMap(`shop/${name}`)));

test('members that the files no longer name are deleted, that very object, and no other', () => {
  expect(pruning([a]).steps).toMatchObject([
    { action: 'delete', id: '/ConfigMap/shop/a', uid: 'uid-of-a', reason: 'the files no longer name it' },
  ]);
});

test('without prune they stay, and that is no pending change', () => {
  const plan = pruning([a], { policy: { ...input().policy, prune: false } });
  expect(plan.steps).toMatchObject([{ action: 'keep', reason: 'sync.prune is false' }]);
  expect(plan.steps.filter(isPending)).toEqual([]);
});

test.each([
  { 'tug.dev/prune': 'never' },
  { 'helm.sh/resource-policy': 'keep' },
  { 'argocd.argoproj.io/sync-options': 'Validate=false, Prune=false' },
  { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
])('%o keeps a member; when its App goes, it is let go', (annotations) => {
  const [name] = Object.keys(annotations);
  const guarded = member(configMap('shop/a', annotated(annotations)));
  expect(pruning([guarded]).steps).toMatchObject([{ action: 'keep', reason: `${name} protects it` }]);
  expect(actions([guarded], { operation: 'delete', desired: [] })).toContain('orphan a');
});

test('a member that is offered to another App is not deleted before that one takes it', () => {
  const offered = member(configMap('shop/a', annotated({ 'tug.dev/hand-over-to': 'team/other' })));
  expect(pruning([offered]).steps).toMatchObject([{ action: 'keep', reason: 'it is offered to App team/other' }]);
  expect(actions([member(configMap('shop/a', annotated({ 'tug.dev/hand-over-to': 'team/shop' })))])).toEqual([
    'delete a',
  ]);
});

test('more deletions than the limit are none at all until somebody agrees', () => {
  const policy = { ...input().policy, pruneLimit: 2, partial: true };
  const plan = pruning(many, { policy });
  expect(plan.blocked).toMatchObject([{ reason: '3 members would be deleted, more than sync.pruneLimit (2) allows' }]);
  expect(plan.steps.map(({ action }) => action)).toEqual(['keep', 'keep', 'keep']);
  expect(actions(many, { policy, consent: { prune: true } })).toEqual(['delete a', 'delete b', 'delete c']);
  expect(pruning(many.slice(1), { policy }).blocked).toEqual([]);
});

test('kept members do not count towards the limit', () => {
  const guarded = member(configMap('shop/d', annotated({ 'tug.dev/prune': 'never' })));
  expect(pruning([...many, guarded], { policy: { ...input().policy, pruneLimit: 3 } }).blocked).toEqual([]);
});

test.each([
  ['v1', 'Namespace', 'data'],
  ['v1', 'PersistentVolumeClaim', 'shop/data'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'data'],
])('%s %s is deleted only with consent, not even with --partial', (apiVersion, kind, place) => {
  const holds = member(object(apiVersion, kind, place));
  for (const operation of ['upgrade', 'delete'] as const) {
    const more = { operation, policy: { ...input().policy, partial: true } };
    const plan = pruning([holds], more);
    expect(plan.blocked).toMatchObject([
      { object: { kind }, remedy: `if it is meant, allow it with --allow-delete ${kind}` },
    ]);
    expect(plan.steps.filter(({ object: one, action }) => one.kind === kind && action === 'delete')).toEqual([]);
    const allowed = pruning([holds], { ...more, consent: { kinds: [kind] } });
    expect(allowed.blocked).toEqual([]);
    expect(allowed.steps.find(({ object: one }) => one.kind === kind)).toMatchObject({
      action: 'delete',
      risks: [{ kind: 'losesData' }],
    });
  }
});

test('nothing is deleted while objects are blocked: it may be what they were to replace', () => {
  const bad = want(configMap('shop/bad'));
  const plan = pruning([a], {
    desired: [kept, bad],
    foreseen: new Map([
      [bad.key, { kind: 'refused', live: undefined, refusal: { reason: 'invalid', message: 'no', fields: [] } }],
    ]),
    policy: { ...input().policy, partial: true },
  });
  expect(plan.steps).toMatchObject([{ action: 'keep', reason: 'nothing is deleted while objects are blocked' }]);
});

test('a deleted App takes every member along, whatever the files say and however many they are', () => {
  expect(actions(many, { operation: 'delete', policy: { ...input().policy, pruneLimit: 0 } })).toEqual([
    'delete stays',
    'delete a',
    'delete b',
    'delete c',
  ]);
});

test('the objects of hooks and of tests are not pruned', () => {
  const hooks = ['pre-install', 'test', 'post-delete'].map((hook) =>
    configMap(`shop/${hook}`, annotated({ 'helm.sh/hook': hook })),
  );
  expect(actions(hooks.map(member), { desired: [kept, ...hooks.map((one) => want(one))] })).toEqual([]);
});

const order = (...members: KubeObject[]): string[] =>
  makePlan(
    input({
      observed: observedOf(...members),
      operation: 'delete',
      consent: { kinds: ['Namespace', 'CustomResourceDefinition'] },
    }),
  ).steps.map(({ object: { kind } }) => kind);
const after = (id: string, ...members: KubeObject[]) =>
  makePlan(
    input({
      observed: observedOf(...members),
      operation: 'delete',
      consent: { kinds: ['Namespace', 'CustomResourceDefinition'] },
    }),
  ).steps.find((step) => step.id === id)?.after;

const crd = member(
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'things.example.com', {
    spec: { group: 'example.com', names: { kind: 'Thing' } },
  }),
);
const thing = member(object('example.com/v1', 'Thing', 'shop/t'));

test('what was made first goes last', () => {
  const config = member(configMap('shop/config'));
  const pod = member(object('v1', 'Pod', 'shop/p', { spec: { volumes: [{ configMap: { name: 'config' } }] } }));
  const webhook = member(object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'w'));
  const space = member(object('v1', 'Namespace', 'shop'));
  expect(order(space, config, pod, webhook)).toEqual([
    'ValidatingWebhookConfiguration',
    'Pod',
    'ConfigMap',
    'Namespace',
  ]);
});

test('the objects of a kind are gone before its definition goes', () => {
  expect(after('apiextensions.k8s.io/CustomResourceDefinition//things.example.com', crd, thing)).toContainEqual({
    step: 'example.com/Thing/shop/t',
    until: 'healthy',
  });
});

test('a custom resource with a finalizer is gone before anything its controller may need', () => {
  const held = member(object('example.com/v1', 'Thing', 'shop/t', { metadata: { finalizers: ['example.com/clean'] } }));
  const controller = member(object('apps/v1', 'Deployment', 'shop/controller'));
  expect(after('apps/Deployment/shop/controller', controller, held)).toEqual([
    { step: 'example.com/Thing/shop/t', until: 'healthy' },
  ]);
  expect(after('apps/Deployment/shop/controller', controller, thing)).toEqual([]);
});

test('sync waves go backwards, one after the other', () => {
  const wave = (name: string, n: string): KubeObject =>
    member(configMap(`shop/${name}`, annotated({ 'argocd.argoproj.io/sync-wave': n })));
  expect(after('/ConfigMap/shop/one', wave('two', '2'), wave('one', '1'))).toEqual([
    { step: '/ConfigMap/shop/two', until: 'healthy' },
  ]);
});

test('what is still wanted is not made while its App is deleted', () => {
  const made = installing(configMap('shop/a'));
  expect(makePlan({ ...made, operation: 'delete', observed: observedOf(a) }).steps.map(({ action }) => action)).toEqual(
    ['delete'],
  );
});
