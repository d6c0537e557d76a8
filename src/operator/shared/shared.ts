/** `Source` objects, and who may use them. */
import { sharedSourceFromObject } from '../../app/spec/parse-object.ts';
import type { SharedSource } from '../../app/spec/shared-source.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { matches } from '../tenancy/pattern.ts';

export interface SharedSources {
  /**
   * The Source that an App of `from` names. Problem `NotFound` when there is none, or none that it may use: to others it does not say
   * whether it exists.
   */
  get(name: string, namespace: string, from: string): SharedSource;
  see(object: KubeObject): void;
  drop(key: string): void;
}

export function createSharedSources(): SharedSources {
  const sources = new Map<string, SharedSource | Problem>();
  return {
    get: (name, namespace, from) => {
      const source = sources.get(`${namespace}/${name}`);
      if (source instanceof Problem && namespace === from) throw source;
      if (source && !(source instanceof Problem) && mayUse(source, namespace, from)) return source;
      throw new Problem('NotFound', `there is no Source ${namespace}/${name} that namespace ${from} may use`, {
        where: 'spec.source.ref',
        hint: namespace === from ? 'create it' : `ask its owner to name ${from} in spec.namespaces of the Source`,
      });
    },
    see: (object) => {
      sources.set(`${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`, parsed(object));
    },
    drop: (key) => void sources.delete(key),
  };
}

function mayUse({ spec }: SharedSource, namespace: string, from: string): boolean {
  return namespace === from || spec.namespaces.some((pattern) => matches(pattern, from));
}

function parsed(object: KubeObject): SharedSource | Problem {
  try {
    return sharedSourceFromObject(object);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
