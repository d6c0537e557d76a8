import type { Facets } from './schema.ts';

/** Items of a list that server-side apply would refuse because it cannot tell them apart (x-kubernetes-list-type `map` and `set`). */
export function duplicates(list: Facets, items: Facets, value: readonly unknown[]): { index: number; key: string }[] {
  const type = list.find((facet) => facet['x-kubernetes-list-type'] !== undefined)?.['x-kubernetes-list-type'];
  const keys =
    list.find((facet) => facet['x-kubernetes-list-map-keys'] !== undefined)?.['x-kubernetes-list-map-keys'] ?? [];
  if (type === 'set') {
    return repeated(value.map((item) => JSON.stringify(item))).map((index) => ({ index, key: 'value' }));
  }
  if (type !== 'map' || keys.length === 0) return [];
  const identities = value.map((item) =>
    JSON.stringify(keys.map((key) => (item as Record<string, unknown> | null)?.[key] ?? defaultOf(items, key))),
  );
  return repeated(identities).map((index) => ({ index, key: keys.join(' and ') }));
}

function repeated(identities: readonly string[]): number[] {
  const seen = new Set<string>();
  return identities.flatMap((identity, index) => {
    if (seen.has(identity)) return [index];
    seen.add(identity);
    return [];
  });
}

/** `protocol` of a port defaults to TCP, and two ports without it are the same one. */
function defaultOf(items: Facets, key: string): unknown {
  for (const facet of items) {
    const value = facet.properties?.[key]?.default;
    if (value !== undefined) return value;
  }
  return undefined;
}
