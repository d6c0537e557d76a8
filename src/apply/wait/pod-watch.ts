import { type Api, follow, mapper } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { ownerOfPods, type PodView, type ReplicaSetView, troubleOfPods, viewPod, viewReplicaSet } from './owned.ts';
import type { Trouble } from './trouble.ts';

/** The pods of the namespaces we wait in, watched once somebody waits for long enough to wonder why. */
export interface PodWatch {
  /** Undefined when nothing is wrong, not known yet, or pods may not be watched. */
  explain(workload: KubeObject): Trouble | undefined;
  close(): void;
}

interface NamespaceView {
  readonly pods: Map<string, PodView>;
  readonly podsByOwner: Map<string, Set<string>>;
  /** By the Deployment that owns them, then by uid. */
  readonly sets: Map<string, Map<string, ReplicaSetView>>;
}

export function openPodWatch(api: Api): PodWatch {
  const namespaces = new Map<string, NamespaceView>();
  const end = new AbortController();
  const viewOf = (namespace: string): NamespaceView => {
    const known = namespaces.get(namespace);
    if (known) return known;
    const view: NamespaceView = { pods: new Map(), podsByOwner: new Map(), sets: new Map() };
    namespaces.set(namespace, view);
    // Without the right to watch them there is no explanation, and the wait goes on without one.
    const nothing = (): undefined => undefined;
    void each(api, 'v1', 'Pod', namespace, end.signal, (gone, object) => seePod(view, gone, object)).catch(nothing);
    void each(api, 'apps/v1', 'ReplicaSet', namespace, end.signal, (gone, object) => seeSet(view, gone, object)).catch(
      nothing,
    );
    return view;
  };
  return {
    explain(workload) {
      const { pods, podsByOwner, sets } = viewOf(workload.metadata.namespace ?? api.namespace);
      const owner = ownerOfPods(workload, sets.get(workload.metadata.uid ?? '')?.values() ?? []);
      const names = owner === undefined ? undefined : podsByOwner.get(owner);
      return (
        names &&
        troubleOfPods(
          workload,
          [...names].flatMap((name) => pods.get(name) ?? []),
        )
      );
    },
    close: () => end.abort(),
  };
}

async function each(
  api: Api,
  apiVersion: string,
  kind: string,
  namespace: string,
  signal: AbortSignal,
  see: (gone: boolean, object: KubeObject) => void,
): Promise<void> {
  const type = (await mapper(api)).byKind(apiVersion, kind);
  if (!type) return;
  for await (const event of follow(api, type, { namespace, metadataOnly: kind !== 'Pod', signal })) {
    if (event.type !== 'synced') see(event.type === 'deleted', event.object);
  }
}

/** Only a digest is kept: a namespace may hold thousands of pods that are not ours. */
function seePod({ pods, podsByOwner }: NamespaceView, gone: boolean, object: KubeObject): void {
  const { uid = '' } = object.metadata;
  const before = pods.get(uid);
  const view = gone ? undefined : viewPod(object);
  if (view) pods.set(uid, view);
  else pods.delete(uid);
  if (before?.owner === view?.owner) return;
  if (before) podsByOwner.get(before.owner)?.delete(uid);
  if (view) podsByOwner.set(view.owner, (podsByOwner.get(view.owner) ?? new Set()).add(uid));
}

function seeSet({ sets }: NamespaceView, gone: boolean, object: KubeObject): void {
  const { uid = '' } = object.metadata;
  const view = viewReplicaSet(object);
  if (!view) return;
  const ofOwner = sets.get(view.owner) ?? new Map<string, ReplicaSetView>();
  sets.set(view.owner, ofOwner);
  if (gone) ofOwner.delete(uid);
  else ofOwner.set(uid, view);
}
