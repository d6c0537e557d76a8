/** The order of steps as edges of a graph. Whatever has no edge between it runs at once. */
import type { KubeObject } from '../../kube/object.ts';
import type { After } from '../types.ts';
import { askedBy } from './asked.ts';
import { isLast, servedBy } from './last.ts';
import { namesOf, needsOf } from './needs.ts';
import { edgesBetween, wavesOf } from './waves.ts';

export interface Node {
  readonly id: string;
  readonly object: KubeObject;
}

/**
 * The edges of steps of the ordinary stage: for each id, what it starts after. `nodes` are those that something is to be done about;
 * `arriving` are those of them that are not there yet.
 */
export function edgesOf(nodes: readonly Node[], arriving: ReadonlySet<string>): Map<string, After[]> {
  const needs = neededBy(nodes);
  const waves = wavesOf(nodes, needs, arriving);
  const between = edgesBetween(waves);
  const asked = askedBy(nodes).edges;
  const ordinary = nodes.filter(({ object }) => !isLast(object));
  return new Map(
    nodes.map(({ id, object }) => {
      const wave = waves.get(id) ?? 0;
      const isHere = (other: string): boolean => waves.get(other) === wave;
      const edges = (needs.get(id) ?? []).filter(({ step }) => isHere(step));
      if (isLast(object)) {
        const waitsForIt = (other: string): boolean => asked.get(other)?.includes(id) ?? false;
        const others = ordinary.filter((other) => isHere(other.id) && !waitsForIt(other.id));
        edges.push(...others.map((other): After => ({ step: other.id, until: 'applied' })));
        edges.push(...servedBy(object, others));
      }
      edges.push(...(asked.get(id) ?? []).map((step): After => ({ step, until: 'healthy' })));
      // Needs of earlier waves are among these; a need of a later wave gives way to the wave that somebody wrote down.
      return [id, [...unique(edges), ...(between.get(wave) ?? [])]];
    }),
  );
}

/** What each node needs of the others. */
export function neededBy(nodes: readonly Node[]): Map<string, After[]> {
  const byName = new Map<string, string[]>();
  for (const { id, object } of nodes) {
    for (const name of namesOf(object)) {
      const ids = byName.get(name);
      if (ids) ids.push(id);
      else byName.set(name, [id]);
    }
  }
  return new Map(
    nodes.map(({ id, object }) => {
      const needs = needsOf(object).flatMap(({ name, until }) =>
        (byName.get(name) ?? []).map((step): After => ({ step, until })),
      );
      return [id, unique(needs.filter(({ step }) => step !== id))];
    }),
  );
}

/** One edge a step; of two, the stricter. */
export function unique(edges: readonly After[]): After[] {
  const strictest = new Map<string, After>();
  for (const edge of edges) if (strictest.get(edge.step)?.until !== 'healthy') strictest.set(edge.step, edge);
  return [...strictest.values()];
}
