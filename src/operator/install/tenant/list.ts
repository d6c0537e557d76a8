import { appApiVersion } from '../../../app/spec/schema.ts';
import { type Api, list, mapper } from '../../../kube/index.ts';

export interface ListedTenant {
  readonly name: string;
  readonly namespaces: readonly string[];
  /** Undefined: any. */
  readonly sources: readonly string[] | undefined;
  readonly created: string;
}

/** The tenants of a cluster, by name; none where tug is not installed. */
export async function listTenants(api: Api): Promise<ListedTenant[]> {
  const type = (await mapper(api)).byKind(appApiVersion, 'Tenant');
  if (!type) return [];
  const { items } = await list(api, type);
  return items.map(({ metadata, spec }) => {
    const { namespaces, sources } = spec as { namespaces: readonly string[]; sources?: readonly string[] };
    return { name: metadata.name ?? '', namespaces, sources, created: metadata.creationTimestamp ?? '' };
  });
}
