/** The order in which things go: what was made first goes last. */
import { groupOf, type KubeObject } from '../../kube/object.ts';
import type { After } from '../types.ts';
import { edgesOf, type Node, unique } from './edges.ts';
import { isLast } from './last.ts';
import { waveOf } from './waves.ts';

/** For each deletion, what has to be deleted (`applied`) or gone (`healthy`) before it. */
export function deletionEdges(nodes: readonly Node[]): Map<string, After[]> {
  const back = new Map<string, After[]>(nodes.map(({ id }) => [id, []]));
  const forward = edgesOf(nodes, new Set(back.keys()));
  // Where creation waited for health, deletion waits for the end: objects of a kind go before its definition, waves one by one.
  for (const [id, edges] of forward) for (const { step, until } of edges) back.get(step)?.push({ step: id, until });
  const held = nodes.filter(({ object }) => isHeldByController(object));
  if (held.length === 0) return back;
  return new Map(nodes.map((node) => [node.id, unique([...(back.get(node.id) ?? []), ...afterHeld(node, held)])]));
}

/**
 * A custom resource with a finalizer goes only while its controller runs. Whatever might be part of that controller, its rights and its
 * configuration included, waits for its end, unless the waves say the opposite.
 */
function afterHeld({ id, object }: Node, held: readonly Node[]): After[] {
  if (isLast(object) || isHeldByController(object)) return [];
  const first = held.filter((other) => other.id !== id && waveOf(other.object) >= waveOf(object));
  return first.map(({ id: step }) => ({ step, until: 'healthy' }));
}

/** Groups with a dot are not Kubernetes' own, but for those that end in `k8s.io`. */
function isHeldByController({ apiVersion, metadata }: KubeObject): boolean {
  const group = groupOf(apiVersion);
  return group.includes('.') && !group.endsWith('.k8s.io') && (metadata.finalizers?.length ?? 0) > 0;
}
