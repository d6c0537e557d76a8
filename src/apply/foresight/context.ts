import type { Api, Schema } from '../../kube/index.ts';
import { type KubeObject, refKey } from '../../kube/object.ts';
import type { Desired, Observed } from '../../plan/types.ts';

export interface ForeseeOptions {
  readonly manager: string;
  readonly conflicts: 'take' | 'fail';
  /** The members, by key; whole ones need not be fetched again. */
  readonly observed: ReadonlyMap<string, Observed>;
  /** Namespaces that do not exist yet and come with the plan. */
  readonly missingNamespaces: ReadonlySet<string>;
  /** All desired objects, asked about or not: a kind or a service account may come with them. */
  readonly desired: readonly Desired[];
  readonly concurrency: number;
  /** Of a process that makes many; every creation is asked about when absent. */
  readonly creations?: Creations | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Creations that need no dry run of their own: the server answered one of the same kind in the same namespace a short while ago, so that the
 * right to it is known, and the rest is in the schema. An object that is there after all is met when it is applied (`steps/meet.ts`).
 */
export interface Creations {
  isKnown(object: KubeObject): boolean;
  answered(object: KubeObject): void;
}

export interface Foresight extends ForeseeOptions {
  readonly api: Api;
  /** Keys of all desired objects. */
  readonly keys: ReadonlySet<string>;
  /** Kinds whose definition is among the desired objects, by group and kind as `kindKey` writes them. */
  readonly crds: ReadonlyMap<string, KubeObject>;
}

interface CrdSpec {
  readonly group?: string;
  readonly names?: { readonly kind?: string };
  readonly versions?: readonly { readonly name?: string; readonly schema?: { readonly openAPIV3Schema?: Schema } }[];
}

export function crdsOf(desired: readonly Desired[]): Map<string, KubeObject> {
  const crds = new Map<string, KubeObject>();
  for (const { object } of desired) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const { group = '', names } = (object.spec ?? {}) as CrdSpec;
    crds.set(kindKey({ apiVersion: `${group}/v1`, kind: names?.kind ?? '' }), object);
  }
  return crds;
}

export function kindKey({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return refKey({ apiVersion, kind, name: '' });
}

/** The schema a CustomResourceDefinition gives one of its versions. */
export function schemaIn(crd: KubeObject, version: string): Schema | undefined {
  const { versions = [] } = (crd.spec ?? {}) as CrdSpec;
  return versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema;
}
