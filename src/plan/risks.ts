import { groupOf, type KubeObject, type ObjectRef } from '../kube/object.ts';
import type { Change, Risk } from './types.ts';

const idOf = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string =>
  `${groupOf(apiVersion)}/${kind}`;

/** Kinds whose pods are replaced when their template changes. */
const rolling: ReadonlySet<string> = new Set([
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'argoproj.io/Rollout',
]);

/** What is lost with an object of these kinds, which is therefore not deleted without consent. */
const holdsData: Readonly<Record<string, string>> = {
  '/PersistentVolumeClaim': 'the volume it claims',
  '/Namespace': 'everything in it',
  'apiextensions.k8s.io/CustomResourceDefinition': 'every object of its kind',
};

export function risksOfUpdate(live: KubeObject, changes: readonly Change[]): Risk[] {
  const taken = changes.flatMap(({ path, owner }): Risk[] =>
    owner ? [{ kind: 'takesField', field: path, from: owner }] : [],
  );
  return [...(restartsPods(live, changes) ? [{ kind: 'restartsPods' } as const] : []), ...taken];
}

export function risksOfReplace(live: KubeObject, fields: readonly string[]): Risk[] {
  const restarts: Risk[] = rolling.has(idOf(live)) ? [{ kind: 'restartsPods' }] : [];
  return [{ kind: 'immutable', fields }, ...restarts, ...risksOfDelete(live)];
}

export function risksOfDelete(live: KubeObject): Risk[] {
  const what = losesWithDelete(live) ?? claimsOf(live);
  return what ? [{ kind: 'losesData', what }] : [];
}

/** What a deletion of this object takes along, in words; undefined when nothing that cannot be made again. */
export function losesWithDelete(object: ObjectRef | KubeObject): string | undefined {
  return holdsData[idOf(object)];
}

/** With `OnDelete` pods stay as they are until somebody deletes them. */
function restartsPods(live: KubeObject, changes: readonly Change[]): boolean {
  if (!rolling.has(idOf(live))) return false;
  const spec = live.spec as { updateStrategy?: { type?: string } } | undefined;
  if (spec?.updateStrategy?.type === 'OnDelete') return false;
  return changes.some(({ path }) => path === '/spec/template' || path.startsWith('/spec/template/'));
}

/** Claims of a StatefulSet outlive it unless it says otherwise. */
function claimsOf(live: KubeObject): string | undefined {
  if (idOf(live) !== 'apps/StatefulSet') return undefined;
  const spec = live.spec as { persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string } } | undefined;
  return spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete'
    ? 'the volumes its pods claim'
    : undefined;
}
