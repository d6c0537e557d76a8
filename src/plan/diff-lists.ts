/** Which item of a list became which. */
import { itemKeysOf, type PathPart } from '../kube/fields.ts';
import type { KubeObject } from '../kube/object.ts';

/** Members that tell items apart where the server does not say by which it does, best first. */
const usualKeys = ['name', 'key', 'type', 'containerPort', 'port', 'mountPath', 'ip', 'topologyKey'] as const;

export interface Pair {
  /** `name=web` */
  readonly label: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Position in the live list, -1 for a new item. */
  readonly index: number;
}

/** The items of both lists in pairs, those of the live one first; undefined when nothing tells them apart. */
export function matcherOf(
  live: KubeObject,
  place: readonly PathPart[],
  from: readonly unknown[],
  to: readonly unknown[],
): Pair[] | undefined {
  if (![...from, ...to].every(isMap)) return undefined;
  const keys = [itemKeysOf(live, place) ?? [], ...usualKeys.map((key) => [key])].find(
    (them) => isTelling(from, them) && isTelling(to, them),
  );
  if (!keys) return undefined;
  const later = new Map(to.map((item) => [labelOf(item, keys), item]));
  const pairs = from.map((before, index): Pair => {
    const label = labelOf(before, keys);
    return { label, before, after: later.get(label), index };
  });
  const known = new Set(pairs.map(({ label }) => label));
  const added = [...later].filter(([label]) => !known.has(label));
  return [...pairs, ...added.map(([label, after]): Pair => ({ label, before: undefined, after, index: -1 }))];
}

/** Whether every item has a value for at least one of these members, and no two have the same. */
function isTelling(items: readonly unknown[], keys: readonly string[]): boolean {
  if (keys.length === 0) return false;
  const labels = items.map((item) => labelOf(item, keys));
  return labels.every((label) => label !== '') && new Set(labels).size === labels.length;
}

function labelOf(item: unknown, keys: readonly string[]): string {
  const members = keys.map((key) => [key, (item as Record<string, unknown>)[key]] as const);
  return members
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
