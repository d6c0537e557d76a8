/** `tug.dev/after: Deployment/db, apps/Deployment/cache, Job/other-namespace/seed`: edges that people write down. */
import { groupOf, type KubeObject } from '../../kube/object.ts';
import { startsAfter, wordsOf } from '../annotations.ts';

interface Node {
  readonly id: string;
  readonly object: KubeObject;
}

export interface Asked {
  /** For each id, the ids it waits for. */
  readonly edges: ReadonlyMap<string, readonly string[]>;
  /** What names nothing, for each id. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
}

export function askedBy(nodes: readonly Node[]): Asked {
  const edges = new Map<string, string[]>();
  const unknown = new Map<string, string[]>();
  const asking = nodes.filter(({ object }) => wordsOf(object, startsAfter).length > 0);
  if (asking.length === 0) return { edges, unknown };
  const byName = Map.groupBy(nodes, ({ object }) => `${object.kind}/${object.metadata.name}`);
  for (const { id, object } of asking) {
    for (const words of wordsOf(object, startsAfter)) {
      const found = find(words, object, byName);
      if (found.length === 0) unknown.set(id, [...(unknown.get(id) ?? []), words]);
      edges.set(id, [...(edges.get(id) ?? []), ...found.map((node) => node.id)]);
    }
  }
  return { edges, unknown };
}

/** `[group/]Kind/[namespace/]name`; a kind is told from a group and a namespace by its capital. */
function find(words: string, from: KubeObject, byName: ReadonlyMap<string, readonly Node[]>): readonly Node[] {
  const parts = words.split('/').map((part) => part.trim());
  const at = parts.findIndex((part) => /^[A-Z]/.test(part));
  const kind = parts[at];
  const name = parts.at(-1);
  const group = at === 1 ? parts[0] : undefined;
  const namespace = parts.length - at === 3 ? parts[at + 1] : from.metadata.namespace;
  return (byName.get(`${kind}/${name}`) ?? []).filter(({ object }) => {
    const { metadata, apiVersion } = object;
    const here = metadata.namespace === undefined || metadata.namespace === namespace;
    return here && (group === undefined || groupOf(apiVersion) === group);
  });
}
