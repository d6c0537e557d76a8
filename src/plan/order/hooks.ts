/** Hooks: objects that run at a moment of a deploy. Helm's and Argo CD's annotations, read into one shape. */
import { type KubeObject, refOf } from '../../kube/object.ts';
import type { Desired, HookPolicy, Stage, Step } from '../types.ts';

export type Operation = 'install' | 'upgrade' | 'rollback' | 'delete';

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

/** Argo CD's phases (argo-cd.readthedocs.io/en/stable/user-guide/sync-waves); they run in every deploy, and not when an App is deleted. */
const argoPhases: Readonly<Record<string, Stage>> = { PreSync: 'before', Sync: 'deploy', PostSync: 'after', SyncFail: 'onFailure' };

const helmHook = 'helm.sh/hook';
const argoHook = 'argocd.argoproj.io/hook';

export function isHook(object: KubeObject): boolean {
  const annotations = object.metadata.annotations ?? {};
  return annotations[helmHook] !== undefined || isArgoHook(annotations);
}

function isArgoHook(annotations: Readonly<Record<string, string>>): boolean {
  return words(annotations[argoHook]).length > 0;
}

/** `Skip`: Argo CD does not apply the object at all. */
export function isSkipped(object: KubeObject): boolean {
  return words(object.metadata.annotations?.[argoHook]).includes('Skip');
}

/** When a hook runs in this operation; undefined when it does not. */
export function stageOf(object: KubeObject, operation: Operation): Stage | undefined {
  const annotations = object.metadata.annotations ?? {};
  // An object may carry both; Argo CD too lets its own annotation win.
  const argo = words(annotations[argoHook]).map((phase) => argoPhases[phase]).find((stage) => stage !== undefined);
  if (isArgoHook(annotations)) return operation === 'delete' ? undefined : argo;
  return words(annotations[helmHook]).map((point) => helmPoints[point]).find((p) => p?.operation === operation)?.stage;
}

/** Weight of a hook among its stage: lower ones end before higher ones begin. */
export function weightOf(object: KubeObject): number {
  const annotations = object.metadata.annotations ?? {};
  const text = annotations[argoHook] ? annotations['argocd.argoproj.io/sync-wave'] : annotations['helm.sh/hook-weight'];
  const weight = Number(text ?? 0);
  return Number.isFinite(weight) ? weight : 0;
}

/** Both tools: when nothing is said, an earlier one is deleted before the hook runs again. */
export function policyOf(object: KubeObject): HookPolicy {
  const annotations = object.metadata.annotations ?? {};
  const said = [...words(annotations['helm.sh/hook-delete-policy']), ...words(annotations['argocd.argoproj.io/hook-delete-policy'])];
  const has = (...names: string[]): boolean => names.some((name) => said.includes(name));
  return {
    deleteBefore: said.length === 0 || has('before-hook-creation', 'BeforeHookCreation'),
    deleteOnSuccess: has('hook-succeeded', 'HookSucceeded'),
    deleteOnFailure: has('hook-failed', 'HookFailed'),
  };
}

/** The steps of `tug test`, one after another by weight, then by name. */
export function testSteps(desired: readonly Desired[]): Step[] {
  const tests = desired
    .filter(({ object }) => words(object.metadata.annotations?.[helmHook]).some((point) => helmPoints[point]?.operation === 'test'))
    .toSorted((a, b) => weightOf(a.object) - weightOf(b.object) || (a.key < b.key ? -1 : 1));
  return tests.map(({ key, object }, i) => ({
    id: key,
    action: 'run',
    object: refOf(object),
    reason: 'it is a test',
    stage: 'deploy',
    after: i > 0 ? [{ step: tests[i - 1]?.key ?? '', until: 'healthy' }] : [],
    risks: [],
    changes: [],
    hook: policyOf(object),
  }));
}

const words = (list: string | undefined): string[] => (list ?? '').split(',').map((word) => word.trim()).filter(Boolean);
