/** Which pods say something about a workload as it is now written. Pure. */
import { groupOf, type KubeObject } from '../../kube/object.ts';
import { type Trouble, troubleOfPod, worst } from './trouble.ts';

/** What is remembered of a pod. */
export interface PodView {
  /** Uid of the controller that made it. */
  readonly owner: string;
  readonly revision: string | undefined;
  readonly trouble: Trouble | undefined;
}

export interface ReplicaSetView {
  readonly uid: string;
  readonly owner: string;
  readonly revision: number;
}

const workloads: ReadonlySet<string> = new Set([
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'batch/Job',
  '/Pod',
  '/ReplicationController',
]);

export function hasPods({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
  return workloads.has(`${groupOf(apiVersion)}/${kind}`);
}

export function viewPod(pod: KubeObject): PodView | undefined {
  const owner = controllerOf(pod);
  if (owner === undefined) return undefined;
  const { labels = {} } = pod.metadata;
  const revision = labels['controller-revision-hash'];
  return { owner, revision, trouble: troubleOfPod(pod) };
}

export function viewReplicaSet(object: KubeObject): ReplicaSetView | undefined {
  const owner = controllerOf(object);
  if (owner === undefined) return undefined;
  const revision = Number(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  return { uid: object.metadata.uid ?? '', owner, revision };
}

function controllerOf(object: KubeObject): string | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
}

/** Controllers that make pods directly; of a Deployment only the ReplicaSet of its newest revision counts, older pods are on their way out. */
export function ownerOfPods(object: KubeObject, replicaSets: Iterable<ReplicaSetView>): string | undefined {
  const { uid = '', generation = 0 } = object.metadata;
  if (object.kind !== 'Deployment') return uid;
  const observed = (object.status as { observedGeneration?: number } | undefined)?.observedGeneration ?? 0;
  // Until the controller has seen the change, its newest ReplicaSet is still the one of the version before.
  if (observed < generation) return undefined;
  let newest: ReplicaSetView | undefined;
  for (const set of replicaSets) if (set.owner === uid && set.revision > (newest?.revision ?? -1)) newest = set;
  return newest?.uid;
}

/** The worst that holds a workload up. Pods of an older revision are told of, but the rollout may yet replace them. */
export function troubleOfPods(object: KubeObject, pods: Iterable<PodView>): Trouble | undefined {
  const { updateRevision } = (object.status ?? {}) as { updateRevision?: string };
  const found: Trouble[] = [];
  for (const { trouble, revision } of pods) {
    if (!trouble) continue;
    const old = updateRevision !== undefined && revision !== undefined && revision !== updateRevision;
    // A Job counts its own failures and says when they are too many.
    const counted = object.kind === 'Job' && trouble.kind === 'crash';
    found.push(old || counted ? { ...trouble, kind: 'slow' } : trouble);
  }
  return worst(found);
}
