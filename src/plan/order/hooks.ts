/** Hooks: objects that run at a moment of a deploy. Helm's and Argo CD's annotations, read into one shape. */
import { type KubeObject, refOf } from '../../kube/object.ts';
import { annotationOf, numberOf, wordsOf } from '../annotations.ts';
import type { Desired, HookPolicy, Stage, Step } from '../types.ts';
import { withCleanup } from './cleanup.ts';
import { endsByItself } from './ends.ts';
import { sorted } from './sort.ts';

/** `repair` brings back what drifted: the very objects of the last deploy, and no hook. */
export type Operation = 'install' | 'upgrade' | 'rollback' | 'delete' | 'repair';

/** Helm's hook points (helm.sh/docs/topics/charts_hooks) and when they run; `test` hooks run by `tug test` alone. */
const helmPoints: Readonly<Record<string, { operation: Operation | 'test'; stage: Stage }>> = {
  'pre-install': { operation: 'install', stage: 'before' },
  'post-install': { operation: 'install', stage: 'after' },
  'pre-upgrade': { operation: 'upgrade', stage: 'before' },
  'post-upgrade': { operation: 'upgrade', stage: 'after' },
  'pre-rollback': { operation: 'rollback', stage: 'before' },
  'post-rollback': { operation: 'rollback', stage: 'after' },
  'pre-delete': { operation: 'delete', stage: 'before' },
  'post-delete': { operation: 'delete', stage: 'after' },
  test: { operation: 'test', stage: 'deploy' },
  'test-success': { operation: 'test', stage: 'deploy' },
};

/** Argo CD's phases (argo-cd.readthedocs.io/en/stable/user-guide/sync-waves): those of a sync run in every deploy. */
const argoPhases: Readonly<Record<string, { deletes: boolean; stage: Stage }>> = {
  PreSync: { deletes: false, stage: 'before' },
  Sync: { deletes: false, stage: 'deploy' },
  PostSync: { deletes: false, stage: 'after' },
  SyncFail: { deletes: false, stage: 'onFailure' },
  PreDelete: { deletes: true, stage: 'before' },
  PostDelete: { deletes: true, stage: 'after' },
};

const helmHook = 'helm.sh/hook';
const argoHook = 'argocd.argoproj.io/hook';

export function isHook(object: KubeObject): boolean {
  return pointsOf(object).length > 0 || wordsOf(object, argoHook).length > 0;
}

/** Helm 2's `crd-install` is no hook any more: a definition comes before its objects anyway. */
function pointsOf(object: KubeObject): string[] {
  return wordsOf(object, helmHook).filter((point) => point !== 'crd-install');
}

/** When a hook runs in this operation; undefined when it does not. An object may carry both annotations: Argo CD too lets its own win. */
export function stageOf(object: KubeObject, operation: Operation): Stage | undefined {
  if (operation === 'repair') return undefined;
  const phases = wordsOf(object, argoHook);
  // `Skip`: Argo CD does not apply the object at all.
  if (phases.includes('Skip')) return undefined;
  if (phases.length > 0) {
    const isDelete = operation === 'delete';
    return phases.map((phase) => argoPhases[phase]).find((phase) => phase?.deletes === isDelete)?.stage;
  }
  const points = pointsOf(object).map((point) => helmPoints[point]);
  return points.find((point) => point?.operation === operation)?.stage;
}

/** The hooks that an operation runs. */
export function hooksFor(desired: readonly Desired[], operation: Operation): Desired[] {
  return desired.filter(({ object }) => stageOf(object, operation) !== undefined);
}

/** Weight of a hook among its stage: lower ones end before higher ones begin. */
export function weightOf(object: KubeObject): number {
  return numberOf(object, annotationOf(object, argoHook) ? 'argocd.argoproj.io/sync-wave' : 'helm.sh/hook-weight');
}

/**
 * Both tools: when nothing is said, an earlier one is deleted before the hook runs again. What runs once makes room whatever its policy
 * says, and a hook that ends its App leaves nothing behind.
 */
export function policyOf(object: KubeObject, operation?: Operation): HookPolicy {
  const said = [
    ...wordsOf(object, 'helm.sh/hook-delete-policy'),
    ...wordsOf(object, 'argocd.argoproj.io/hook-delete-policy'),
  ];
  const has = (...names: string[]): boolean => names.some((name) => said.includes(name));
  return {
    deleteBefore: said.length === 0 || endsByItself(object) || has('before-hook-creation', 'BeforeHookCreation'),
    deleteOnSuccess: operation === 'delete' || has('hook-succeeded', 'HookSucceeded'),
    deleteOnFailure: has('hook-failed', 'HookFailed'),
  };
}

/** By weight; of one weight, what is there for others before what uses it, then by name. */
export function testHooks(desired: readonly Desired[]): Desired[] {
  const rank = ({ object }: Desired): number => (endsByItself(object) ? 1 : 0);
  return desired
    .filter(({ object }) => pointsOf(object).some((point) => helmPoints[point]?.operation === 'test'))
    .toSorted((a, b) => weightOf(a.object) - weightOf(b.object) || rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
}

/** The steps of `tug test`, one after another. */
export function testSteps(desired: readonly Desired[]): Step[] {
  const tests = testHooks(desired);
  const steps = tests.map(({ key, object }, i): Step => {
    const before = tests[i - 1];
    return {
      id: key,
      action: 'run',
      object: refOf(object),
      reason: 'it is a test',
      stage: 'deploy',
      after: before ? [{ step: before.key, until: 'healthy' }] : [],
      risks: [],
      changes: [],
      hook: policyOf(object),
    };
  });
  return sorted(withCleanup(steps));
}
