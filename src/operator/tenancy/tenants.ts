/** Tenants, and which of them a namespace belongs to. */
import { tenantFromObject } from '../../app/spec/parse-object.ts';
import type { Tenant } from '../../app/spec/tenant.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { matches } from './pattern.ts';

export interface Tenants {
  /** All whose namespaces include this one: each has a say. A Tenant that cannot be read is a Problem, and allows nothing. */
  of(namespace: string): readonly (Tenant | Problem)[];
  see(object: KubeObject): void;
  drop(name: string): void;
  all(): Iterable<Tenant | Problem>;
}

export function createTenants(): Tenants {
  const tenants = new Map<string, { readonly tenant: Tenant | Problem; readonly namespaces: readonly string[] }>();
  return {
    of: (namespace) =>
      [...tenants.values()]
        .filter(({ namespaces }) => namespaces.some((pattern) => matches(pattern, namespace)))
        .map(({ tenant }) => tenant),
    see: (object) => {
      const said = (object['spec'] as { namespaces?: unknown } | undefined)?.namespaces;
      const namespaces = Array.isArray(said) ? said.filter((one) => typeof one === 'string') : [];
      tenants.set(object.metadata.name ?? '', { tenant: parsed(object), namespaces });
    },
    drop: (name) => void tenants.delete(name),
    all: () => [...tenants.values()].map(({ tenant }) => tenant),
  };
}

function parsed(object: KubeObject): Tenant | Problem {
  try {
    return tenantFromObject(object);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
