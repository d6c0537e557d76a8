import { type Api, find, isForbidden, list, type Mapper, mapper, type ResourceType } from '../../kube/index.ts';
import { ownMark, ownsLabel } from '../../kube/fields.ts';
import { type KubeObject, refKey, refOf } from '../../kube/object.ts';
import { mapConcurrent } from '../../lib/async.ts';
import { reportsHealth } from '../../health/index.ts';
import { partOfLabel } from '../../plan/applyset.ts';
import type { Observed } from '../../plan/types.ts';
import { type Ledger, ledgerId } from '../ledger/ledger.ts';
import { fieldManager } from '../names.ts';

/** Beyond this many namespaces one list over the whole cluster costs less than one list each. */
const namespacesListedOneByOne = 4;
const listConcurrency = 8;

/**
 * The members of an App: one paged list for each kind the ledger names, of whole objects where the kind reports health and
 * of metadata alone where it does not (so the values of Secrets are never fetched). An object that merely carries the
 * label is not a member: the control plane copies labels, for instance from Services to EndpointSlices.
 */
export async function observe(api: Api, ledger: Ledger, signal?: AbortSignal): Promise<Map<string, Observed>> {
  if (ledger.groupKinds.length === 0) return new Map();
  const served = await mapper(api);
  const lists = ledger.groupKinds.flatMap((gk) => listsOf(served, gk, ledger.namespaces));
  const pages = await mapConcurrent(lists, listConcurrency, (one) => listMembers(api, one, ledger, signal));
  return new Map(pages.flat().map((member) => [member.key, member]));
}

interface MemberList {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
}

function listsOf(served: Mapper, gk: { group: string; kind: string }, namespaces: readonly string[]): MemberList[] {
  const type = served.preferred(gk);
  // A kind that is no longer served has no members left: its CRD took them along.
  if (!type) return [];
  if (!type.namespaced || namespaces.length > namespacesListedOneByOne) return [{ type, namespace: undefined }];
  return namespaces.map((namespace) => ({ type, namespace }));
}

async function listMembers(api: Api, one: MemberList, ledger: Ledger, signal?: AbortSignal): Promise<Observed[]> {
  const { type } = one;
  const full = reportsHealth(type.group, type.kind) || type.kind === 'CustomResourceDefinition';
  const options = {
    labelSelector: `${partOfLabel}=${ledgerId(ledger.app)}`,
    metadataOnly: !full,
    ...(signal ? { signal } : {}),
  };
  const namespaces = one.namespace ? [one.namespace] : type.namespaced ? ledger.namespaces : undefined;
  const fetch = async (namespace?: string): Promise<KubeObject[]> =>
    (await list(api, type, namespace ? { ...options, namespace } : options)).items;
  let objects: KubeObject[];
  try {
    objects = await fetch(one.namespace);
  } catch (error) {
    // Who may not list a whole cluster may still list the namespaces of the App.
    if (!isForbidden(error) || one.namespace || !namespaces) throw error;
    objects = (await mapConcurrent(namespaces, listConcurrency, fetch)).flat();
  }
  return objects
    .filter((object) => ownsLabel(object, fieldManager, partOfLabel))
    .map((object) => {
      const ref = refOf(object);
      return { key: refKey(ref), ref, object, full, own: ownMark(object, fieldManager) };
    });
}

/** Whether a namespace exists. */
export async function namespaceExists(api: Api, name: string): Promise<boolean> {
  try {
    return (await find(api, { apiVersion: 'v1', kind: 'Namespace', name }, { metadataOnly: true })) !== undefined;
  } catch (error) {
    // Who may work inside a namespace is often not allowed to look at the Namespace object itself.
    if (isForbidden(error)) return true;
    throw error;
  }
}
