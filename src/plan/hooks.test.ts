import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { hooksFor, isHook, type Operation, policyOf, stageOf, testHooks, testSteps } from './order/hooks.ts';
import { makePlan } from './plan.ts';
import {
  annotated,
  configMap,
  created,
  input,
  installing,
  live,
  object,
  observedOf,
  rowOf,
  want,
} from './testing/objects.ts';
import type { Desired, Foreseen } from './types.ts';

const job = (name: string, annotations: Record<string, unknown>, more = {}): KubeObject =>
  object('batch/v1', 'Job', `shop/${name}`, { ...annotated(annotations), ...more });
const helm = (name: string, hook: string, more: Record<string, unknown> = {}): KubeObject =>
  job(name, { 'helm.sh/hook': hook, ...more });
const argo = (name: string, hook: string, more: Record<string, unknown> = {}): KubeObject =>
  job(name, { 'argocd.argoproj.io/hook': hook, ...more });

test.each<[KubeObject, Operation, string | undefined]>([
  [helm('a', 'pre-install'), 'install', 'before'],
  [helm('a', 'pre-install'), 'upgrade', undefined],
  [helm('a', 'post-install, post-upgrade'), 'upgrade', 'after'],
  [helm('a', 'pre-rollback'), 'rollback', 'before'],
  [helm('a', 'pre-delete'), 'delete', 'before'],
  [helm('a', 'post-delete'), 'delete', 'after'],
  [helm('a', 'test'), 'install', undefined],
  [argo('a', 'PreSync'), 'install', 'before'],
  [argo('a', 'Sync'), 'upgrade', 'deploy'],
  [argo('a', 'PostSync'), 'rollback', 'after'],
  [argo('a', 'SyncFail'), 'upgrade', 'onFailure'],
  [argo('a', 'PostSync'), 'delete', undefined],
  [argo('a', 'PostDelete'), 'delete', 'after'],
  [argo('a', 'PreSync,Skip'), 'install', undefined],
])('%o in %s: %s', (hook, operation, stage) => {
  expect(isHook(hook)).toBe(true);
  expect(stageOf(hook, operation)).toBe(stage);
});

test("of two annotations Argo CD's wins, as it does there", () => {
  expect(stageOf(helm('a', 'pre-install', { 'argocd.argoproj.io/hook': 'PostSync' }), 'install')).toBe('after');
});

test("Helm 2's crd-install is an ordinary object", () => {
  expect(isHook(helm('a', 'crd-install'))).toBe(false);
});

test('an earlier run is removed first unless the hook says otherwise, and always where it would be in the way', () => {
  const kind = (name: string, policy?: string): KubeObject =>
    object(
      'v1',
      name,
      'shop/a',
      annotated({ 'helm.sh/hook': 'pre-install', ...(policy ? { 'helm.sh/hook-delete-policy': policy } : {}) }),
    );
  expect(policyOf(kind('Secret'))).toEqual({ deleteBefore: true, deleteOnSuccess: false, deleteOnFailure: false });
  expect(policyOf(kind('Secret', 'hook-succeeded,hook-failed'))).toEqual({
    deleteBefore: false,
    deleteOnSuccess: true,
    deleteOnFailure: true,
  });
  expect(policyOf(kind('Job', 'hook-succeeded')).deleteBefore).toBe(true);
  expect(
    policyOf(argo('a', 'Sync', { 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation,HookSucceeded' })),
  ).toEqual({
    deleteBefore: true,
    deleteOnSuccess: true,
    deleteOnFailure: false,
  });
});

test('the hooks that end an App leave nothing behind', () => {
  expect(policyOf(helm('a', 'pre-delete'), 'delete').deleteOnSuccess).toBe(true);
});

test('tests run one after another, by weight and then by name, and in no deploy', () => {
  const tests = [
    helm('c', 'test', { 'helm.sh/hook-weight': 1 }),
    helm('b', 'test-success'),
    helm('a', 'test', { 'helm.sh/hook-weight': '1' }),
  ];
  const desired = [...tests, helm('d', 'pre-install')].map((one) => want(one));
  expect(testHooks(desired).map(({ object: { metadata } }) => metadata.name)).toEqual(['b', 'a', 'c']);
  expect(testSteps(desired).map(({ after }) => after.map(({ step }) => step))).toEqual([
    [],
    ['batch/Job/shop/b'],
    ['batch/Job/shop/a'],
  ]);
  expect(hooksFor(desired, 'install').map(({ object: { metadata } }) => metadata.name)).toEqual(['d']);
});

const config = want(configMap('shop/config'));
const migrate = want(helm('migrate', 'pre-install,pre-upgrade'));
const unchanged: [string, Foreseen] = [config.key, { kind: 'update', live: live(config), result: live(config) }];
const plan = (desired: readonly Desired[], more: Parameters<typeof input>[0] = {}) =>
  makePlan(input({ desired, foreseen: new Map([unchanged]), ...more }));
const ran = (...args: Parameters<typeof plan>): string[] =>
  plan(...args)
    .steps.filter(({ action }) => action === 'run')
    .map(({ object: { name } }) => name);

test('a push of the same files runs no hook', () => {
  expect(ran([config, migrate], { ledger: new Map([[migrate.key, rowOf(migrate)]]) })).toEqual([]);
});

test('hooks run when anything else is to be done', () => {
  const more = want(configMap('shop/more'));
  expect(ran([config, migrate, more], { foreseen: new Map([unchanged, created(more)]) })).toEqual(['migrate']);
  expect(ran([config, migrate], { observed: observedOf(live(config), live(want(configMap('shop/gone')))) })).toEqual([
    'migrate',
  ]);
});

test('a member that is only kept is nothing to be done', () => {
  const guarded = live(want(configMap('shop/gone', annotated({ 'tug.dev/prune': 'never' }))));
  expect(ran([config, migrate], { observed: observedOf(live(config), guarded) })).toEqual([]);
});

test('a hook that changed runs by itself, also when nothing is left of its last run', () => {
  expect(ran([config, migrate], { ledger: new Map([[migrate.key, { ...rowOf(migrate), digest: 'before' }]]) })).toEqual(
    ['migrate'],
  );
  const { desired } = plan([config, migrate]);
  expect(ran([config, migrate], { lastDesired: desired })).toEqual([]);
  expect(ran([config, migrate], { lastDesired: 'other' })).toEqual(['migrate']);
});

test('hooks run again after a deploy that did not end well', () => {
  expect(ran([config, migrate], { lastDesired: '' })).toEqual(['migrate']);
});

test('a rollback and a deletion run their hooks in any case', () => {
  const all = [config, want(helm('back', 'post-rollback')), want(helm('bye', 'pre-delete'))];
  expect(ran(all, { operation: 'rollback' })).toEqual(['back']);
  expect(ran(all, { operation: 'delete' })).toEqual(['bye']);
});

test('a hook of a deletion whose object is a member is run, not deleted beside it', () => {
  const bye = want(helm('bye', 'pre-delete'));
  const { steps } = plan([bye], { operation: 'delete', observed: observedOf(live(bye), live(config)) });
  expect(steps.map(({ action, object: { name } }) => `${action} ${name}`)).toEqual(['run bye', 'delete config']);
});

const edges = (objects: readonly KubeObject[], name: string, foreseen?: (one: Desired) => [string, Foreseen]) => {
  const desired = objects.map((one) => want(one));
  const made = makePlan(input({ desired, foreseen: new Map(desired.map(foreseen ?? created)), operation: 'install' }));
  return made.steps.find(({ object: one }) => one.name === name)?.after;
};

test('a hook waits for the hooks of the next lower weight to end', () => {
  const weigh = (name: string, weight: unknown): KubeObject =>
    helm(name, 'pre-install', { 'helm.sh/hook-weight': weight });
  const hooks = [weigh('a', '-5'), weigh('b', 0), weigh('c', '10'), helm('x', 'post-install')];
  expect(edges(hooks, 'c')).toEqual([{ step: 'batch/Job/shop/b', until: 'healthy' }]);
  expect(edges(hooks, 'b')).toEqual([{ step: 'batch/Job/shop/a', until: 'healthy' }]);
  expect(edges(hooks, 'x')).toEqual([]);
});

const using = (hook: Record<string, string>): KubeObject =>
  job('migrate', hook, {
    spec: { template: { spec: { serviceAccountName: 'runner', volumes: [{ configMap: { name: 'config' } }] } } },
  });

test('what a first hook names and is not there yet comes before it', () => {
  const objects = [
    using({ 'helm.sh/hook': 'pre-install' }),
    object('v1', 'Namespace', 'shop'),
    object('v1', 'ServiceAccount', 'shop/runner'),
    config.object,
  ];
  expect(edges(objects, 'migrate')).toEqual([
    { step: '/Namespace//shop', until: 'applied' },
    { step: '/ConfigMap/shop/config', until: 'applied' },
    { step: '/ServiceAccount/shop/runner', until: 'applied' },
  ]);
});

test('what is there already changes only after it, as with Helm', () => {
  const changed = want(configMap('shop/config', { data: { x: '2' } }));
  const foreseen = (one: Desired): [string, Foreseen] =>
    one.key === changed.key ? [one.key, { kind: 'update', live: live(config), result: live(changed) }] : created(one);
  expect(edges([using({ 'helm.sh/hook': 'pre-install' }), changed.object], 'migrate', foreseen)).toEqual([]);
});

test('hooks of one weight and stage come in the order of what they name', () => {
  const account = object('v1', 'ServiceAccount', 'shop/runner', annotated({ 'helm.sh/hook': 'pre-install' }));
  expect(edges([using({ 'helm.sh/hook': 'pre-install' }), account], 'migrate')).toEqual([
    { step: '/ServiceAccount/shop/runner', until: 'applied' },
  ]);
});

test('Sync hooks go with the waves of the ordinary objects', () => {
  const first = configMap('shop/first', annotated({ 'argocd.argoproj.io/sync-wave': '-1' }));
  expect(edges([first, argo('sync', 'Sync')], 'sync')).toEqual([{ step: '/ConfigMap/shop/first', until: 'healthy' }]);
});

test('an object that waits for a hook which runs after it is refused', () => {
  const impossible = configMap('shop/a', annotated({ 'tug.dev/after': 'Job/check' }));
  expect(() => edges([impossible, helm('check', 'post-install')], 'a')).toThrow(
    /ConfigMap shop\/a waits for Job shop\/check, a hook that runs only after it/,
  );
});

const account = object('v1', 'ServiceAccount', 'shop/runner', {
  metadata: {
    annotations: {
      'helm.sh/hook': 'pre-install, test',
      'helm.sh/hook-weight': -1,
      'helm.sh/hook-delete-policy': 'hook-succeeded',
    },
  },
});

test('what hooks use is deleted when all of its stage are through, and that counts as no deletion', () => {
  const { steps, summary } = makePlan(installing(using({ 'helm.sh/hook': 'pre-install' }), account, config.object));
  const cleanup = steps.find(({ action }) => action === 'delete');
  expect(steps.find(({ id }) => id === '/ServiceAccount/shop/runner')?.hook?.deleteOnSuccess).toBe(false);
  expect(cleanup).toMatchObject({ object: { kind: 'ServiceAccount', name: 'runner' }, stage: 'before' });
  expect(cleanup?.after).toEqual([
    { step: 'batch/Job/shop/migrate', until: 'healthy' },
    { step: '/ServiceAccount/shop/runner', until: 'healthy' },
  ]);
  expect(summary).toMatchObject({ create: 1, run: 2, delete: 0 });
});

test('a Job that is to be deleted when it succeeded needs no step for that', () => {
  const { steps } = makePlan(installing(helm('a', 'pre-install', { 'helm.sh/hook-delete-policy': 'hook-succeeded' })));
  expect(steps).toMatchObject([{ action: 'run', hook: { deleteOnSuccess: true } }]);
});

test('what tests use comes first and goes last', () => {
  const steps = testSteps([want(helm('a', 'test', { 'helm.sh/hook-weight': -1 })), want(account)]);
  expect(steps.map(({ action, object: { kind } }) => `${action} ${kind}`)).toEqual([
    'run ServiceAccount',
    'run Job',
    'delete ServiceAccount',
  ]);
  expect(steps[2]?.after.map(({ step }) => step)).toContain('batch/Job/shop/a');
});
