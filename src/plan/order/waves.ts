import type { KubeObject } from '../../kube/object.ts';
import { numberOf } from '../annotations.ts';
import type { After } from '../types.ts';

/** Argo CD's sync waves: a wave begins when the one before it is healthy. Without annotations all is wave 0, and there is no edge. */
export const waveOf = (object: KubeObject): number => numberOf(object, 'argocd.argoproj.io/sync-wave');

interface Node {
  readonly id: string;
  readonly object: KubeObject;
}

/**
 * The wave each object really goes in. What an object of an earlier wave needs, and what is not there yet, comes with it: waiting for
 * its own wave would make that earlier one wait for ever.
 */
export function wavesOf(
  nodes: readonly Node[],
  needs: ReadonlyMap<string, readonly After[]>,
  arriving: ReadonlySet<string>,
): Map<string, number> {
  const waves = new Map(nodes.map(({ id, object }) => [id, waveOf(object)]));
  const stack = [...waves.keys()];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const wave = waves.get(id) ?? 0;
    for (const { step } of needs.get(id) ?? []) {
      if (!arriving.has(step) || (waves.get(step) ?? -Infinity) <= wave) continue;
      waves.set(step, wave);
      stack.push(step);
    }
  }
  return waves;
}

/** For each wave, the edges to all of the one before it. */
export function edgesBetween(waves: ReadonlyMap<string, number>): Map<number, readonly After[]> {
  const members = Map.groupBy(waves.keys(), (id) => waves.get(id) ?? 0);
  const edges = new Map<number, readonly After[]>();
  let before: readonly After[] = [];
  for (const wave of [...members.keys()].toSorted((a, b) => a - b)) {
    edges.set(wave, before);
    before = (members.get(wave) ?? []).map((step) => ({ step, until: 'healthy' }));
  }
  return edges;
}
