import { mapConcurrent } from '../../lib/async.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Api } from '../api.ts';
import type { BrokenGroup, Discovered, ResourceType } from './types.ts';

/** Discovery before 1.26, and of aggregated servers that stand alone: one request a group-version. */

interface ApiVersions {
  readonly versions?: readonly string[] | null;
}

interface GroupList {
  readonly groups?:
    | readonly {
        readonly preferredVersion?: { readonly groupVersion?: string };
        readonly versions?: readonly { readonly groupVersion: string }[] | null;
      }[]
    | null;
}

interface ResourceList {
  readonly resources?: readonly Resource[] | null;
}

interface Resource {
  readonly name: string;
  readonly singularName?: string;
  readonly namespaced?: boolean;
  readonly kind: string;
  readonly verbs?: readonly string[] | null;
  readonly shortNames?: readonly string[] | null;
  readonly categories?: readonly string[] | null;
}

/** `core` and `groups` are what /api and /apis answered. */
export async function discoverLegacy(api: Api, core: unknown, groups: unknown): Promise<Discovered> {
  const groupVersions = [
    ...((core as ApiVersions).versions ?? []),
    ...((groups as GroupList).groups ?? []).flatMap(inOrder),
  ];
  const broken: BrokenGroup[] = [];
  const lists = await mapConcurrent(groupVersions, 16, async (groupVersion) => {
    try {
      const path = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
      return readResources(await request(api, path), groupVersion);
    } catch (error) {
      broken.push({ groupVersion, reason: messageOf(error) });
      return [];
    }
  });
  return { types: lists.flat(), groupVersions, broken };
}

async function request(api: Api, path: string): Promise<unknown> {
  return (await api.request({ method: 'GET', path, verb: 'DISCOVERY' })).json();
}

function inOrder(group: NonNullable<GroupList['groups']>[number]): string[] {
  const all = (group.versions ?? []).map((version) => version.groupVersion);
  const first = group.preferredVersion?.groupVersion;
  return first === undefined ? all : [first, ...all.filter((version) => version !== first)];
}

export function readResources(document: unknown, groupVersion: string): ResourceType[] {
  const resources = (document as ResourceList).resources ?? [];
  const [group, version] = groupVersion.includes('/')
    ? (groupVersion.split('/') as [string, string])
    : ['', groupVersion];
  const subresources = resources
    .filter((resource) => resource.name.includes('/'))
    .map((resource) => resource.name.split('/') as [string, string]);
  return resources
    .filter((resource) => !resource.name.includes('/'))
    .map((resource) => ({
      group,
      version,
      kind: resource.kind,
      plural: resource.name,
      singular: resource.singularName || resource.kind.toLowerCase(),
      namespaced: resource.namespaced ?? false,
      verbs: resource.verbs ?? [],
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      subresources: subresources.filter(([parent]) => parent === resource.name).map(([, name]) => name),
    }));
}
