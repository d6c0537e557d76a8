/** What the cluster made of an App's members: objects found by their ownerReferences. */
import { type Api, isForbidden, list, mapper, type ResourceType } from '../../kube/index.ts';
import { type KubeObject, type ObjectRef, refOf } from '../../kube/object.ts';
import { mapConcurrent } from '../../lib/async.ts';
import { health } from '../../health/index.ts';
import type { Health } from '../../health/types.ts';
import type { AppRef } from '../ledger/ledger.ts';
import { observe } from '../survey/observe.ts';
import { existingLedger } from './status.ts';
import type { World } from '../world.ts';

export interface Branch {
  readonly ref: ObjectRef;
  readonly health: Health;
  readonly children: readonly Branch[];
}

/** Kinds that workloads commonly own. A list of every kind of a cluster would cost hundreds of requests. */
const ownedKinds: readonly [string, string][] = [
  ['apps/v1', 'ReplicaSet'],
  ['apps/v1', 'ControllerRevision'],
  ['batch/v1', 'Job'],
  ['v1', 'Pod'],
  ['v1', 'PersistentVolumeClaim'],
  ['discovery.k8s.io/v1', 'EndpointSlice'],
];
const quiet: ReadonlySet<string> = new Set(['ControllerRevision']);
const listsAtOnce = 6;
const deepest = 8;

export async function treeOf(ref: AppRef, world: World): Promise<Branch[]> {
  const { api } = world;
  const observed = await observe(api, await existingLedger(ref, world), world.signal);
  const members = [...observed.values()];
  const namespaces = [...new Set(members.flatMap((m) => m.ref.namespace ?? []))];
  const owned = await listOwned(api, namespaces);
  const children = Map.groupBy(
    owned,
    (object) => object.metadata.ownerReferences?.find((o) => o.controller)?.uid ?? '',
  );
  const branch = (object: KubeObject, depth: number): Branch => ({
    ref: refOf(object),
    health: health(object),
    children:
      depth > deepest ? [] : (children.get(object.metadata.uid ?? '-') ?? []).map((child) => branch(child, depth + 1)),
  });
  return members.map((m) =>
    m.full ? branch(m.object, 0) : { ...branch(m.object, 0), health: { status: 'Current', message: '' } },
  );
}

async function listOwned(api: Api, namespaces: readonly string[]): Promise<KubeObject[]> {
  const served = await mapper(api);
  const types = ownedKinds.flatMap(([apiVersion, kind]) => served.byKind(apiVersion, kind) ?? []);
  const lists = types.flatMap((type) => namespaces.map((namespace) => ({ type, namespace })));
  const pages = await mapConcurrent(lists, listsAtOnce, (one) => listAllowed(api, one.type, one.namespace));
  return pages.flat().filter((object) => !quiet.has(object.kind) && !isRetired(object));
}

async function listAllowed(api: Api, type: ResourceType, namespace: string): Promise<KubeObject[]> {
  try {
    return (await list(api, type, { namespace })).items;
  } catch (error) {
    // Who may see the members but not their pods gets the tree without them.
    if (isForbidden(error)) return [];
    throw error;
  }
}

/** Earlier ReplicaSets, kept only for a rollback. */
function isRetired(object: KubeObject): boolean {
  return object.kind === 'ReplicaSet' && (object.spec as { replicas?: number } | undefined)?.replicas === 0;
}
