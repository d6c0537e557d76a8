import type { KubeObject } from '../../src/kube/object.ts';
import { stringifyDocuments } from '../../src/lib/yaml.ts';
import { unit } from '../lib/content.ts';

/** One App's worth: four objects in a directory of their own. */
export interface Unit {
  readonly index: number;
  readonly name: string;
  readonly namespace: string;
  /** Its directory in the repository. */
  readonly path: string;
}

const namespaces = Array.from({ length: 10 }, (_, index) => `bench-${index}`);
export const fleetNamespaces: readonly string[] = namespaces;

export const fleet = (count: number, prefix = 'unit'): Unit[] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    name: `${prefix}-${String(index).padStart(4, '0')}`,
    namespace: namespaces[index % namespaces.length] ?? '',
    path: `apps/${prefix}-${String(index).padStart(4, '0')}`,
  }));

export const ownedAnnotation = 'bench.example/owner';

/** The objects of a unit. `version` is what a commit changes. They have no pods: what runs in pods is the cluster's time. */
export function objectsOf({ index, name }: Unit, version = 1): KubeObject[] {
  return unit(index, name).map((object) => {
    const metadata = { ...object.metadata, annotations: { [ownedAnnotation]: 'bench' } };
    const data = object.kind === 'ConfigMap' && { data: { ...(object.data as object), VERSION: String(version) } };
    return { ...object, metadata, ...data };
  });
}

export const placed = (unit: Unit, version?: number): KubeObject[] =>
  objectsOf(unit, version).map((object) => ({
    ...object,
    metadata: { ...object.metadata, namespace: unit.namespace },
  }));

/** One file a unit: a tarball of many small files would cost Flux, which unpacks all of it for each Kustomization. */
export const filesOf = (units: readonly Unit[], version?: number): Record<string, string> =>
  Object.fromEntries(units.map((unit) => [`${unit.path}/all.yaml`, stringifyDocuments(objectsOf(unit, version))]));
