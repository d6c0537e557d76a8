import { groupOf, type ObjectRef } from '../kube/object.ts';
import type { Change, Risk } from './types.ts';

/** Kinds whose pods are replaced when their template changes. */
const rolling: ReadonlySet<string> = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'argoproj.io/Rollout']);

/** What is lost with an object of these kinds. */
const holdsData: Readonly<Record<string, string>> = {
  '/PersistentVolumeClaim': 'the volume it claims',
  '/Namespace': 'everything in it',
  'apiextensions.k8s.io/CustomResourceDefinition': 'every object of its kind',
};

export function risksOfUpdate(object: ObjectRef, changes: readonly Change[]): Risk[] {
  const restarts = rolling.has(idOf(object)) && changes.some(({ path }) => path.startsWith('/spec/template/'));
  const taken = changes.flatMap(({ path, owner }): Risk[] => (owner ? [{ kind: 'takesField', field: path, from: owner }] : []));
  return [...(restarts ? [{ kind: 'restartsPods' } as const] : []), ...taken];
}

export function risksOfDelete(object: ObjectRef): Risk[] {
  const what = losesWithDelete(object);
  return what ? [{ kind: 'losesData', what }] : [];
}

/** What a deletion of this object takes along, in words; undefined when nothing that cannot be made again. */
export function losesWithDelete(object: ObjectRef): string | undefined {
  return holdsData[idOf(object)];
}

const idOf = ({ apiVersion, kind }: ObjectRef): string => `${groupOf(apiVersion)}/${kind}`;
