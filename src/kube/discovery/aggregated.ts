import { apiVersionOf, type BrokenGroup, type Discovered, type ResourceType } from './types.ts';

/** Aggregated discovery (KEP-3352): all of a server in two documents. v2 since 1.30, v2beta1 since 1.26; an older server answers in the legacy form. */
export const aggregatedAccept = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

interface GroupList {
  readonly kind?: string;
  readonly items?: readonly Group[] | null;
}

interface Group {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly Version[] | null;
}

interface Version {
  readonly version: string;
  readonly freshness?: string;
  readonly resources?: readonly Resource[] | null;
}

interface Resource {
  readonly resource: string;
  readonly responseKind?: { readonly group?: string; readonly version?: string; readonly kind?: string } | null;
  readonly scope?: string;
  readonly singularResource?: string;
  readonly verbs?: readonly string[] | null;
  readonly shortNames?: readonly string[] | null;
  readonly categories?: readonly string[] | null;
  readonly subresources?: readonly { readonly subresource: string }[] | null;
}

export function isAggregated(document: unknown): document is GroupList {
  return (document as GroupList | null)?.kind === 'APIGroupDiscoveryList';
}

export function readAggregated(document: GroupList): Discovered {
  const types: ResourceType[] = [];
  const groupVersions: string[] = [];
  const broken: BrokenGroup[] = [];
  for (const group of document.items ?? []) {
    const name = group.metadata?.name ?? '';
    for (const version of group.versions ?? []) {
      const groupVersion = apiVersionOf({ group: name, version: version.version });
      groupVersions.push(groupVersion);
      if (version.freshness === 'Stale') {
        broken.push({ groupVersion, reason: 'the server of this API group does not answer' });
      }
      for (const resource of version.resources ?? []) types.push(readResource(resource, name, version.version));
    }
  }
  return { types, groupVersions, broken };
}

/** `responseKind` may name another group (`serviceaccounts/token` is of authentication.k8s.io); for the resource itself only its kind counts. */
function readResource(resource: Resource, group: string, version: string): ResourceType {
  const kind = resource.responseKind?.kind ?? '';
  return {
    group,
    version,
    kind,
    plural: resource.resource,
    singular: resource.singularResource || kind.toLowerCase(),
    namespaced: resource.scope === 'Namespaced',
    verbs: resource.verbs ?? [],
    shortNames: resource.shortNames ?? [],
    categories: resource.categories ?? [],
    subresources: (resource.subresources ?? []).map((it) => it.subresource),
  };
}
