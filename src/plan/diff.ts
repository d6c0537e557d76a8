/** Field changes between a live object and the server's answer to a dry run. */
import { ownersOf, type PathPart } from '../kube/fields.ts';
import type { KubeObject } from '../kube/object.ts';
import { isSecret, masked } from './mask.ts';
import type { Change } from './types.ts';

/** Metadata that changes with every write and says nothing about a deploy. */
const silentMetadata: ReadonlySet<string> = new Set(['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink']);

/** Members by which the API's lists of maps are told apart, best first. */
const itemKeys = ['name', 'key', 'type', 'containerPort', 'port', 'mountPath', 'ip', 'topologyKey'] as const;

export function changesBetween(live: KubeObject, result: KubeObject, manager: string): Change[] {
  const changes: Change[] = [];
  const add = (path: readonly PathPart[], text: string, from: unknown, to: unknown): void => {
    const owner = ownersOf(live, path, manager).join(', ');
    const secret = isSecret(live) && masked(text, from, to);
    changes.push({ path: text, ...(secret || { from, to }), ...(owner ? { owner } : {}) });
  };
  compare(relevant(live), relevant(result), [], '', add);
  return changes;
}

function relevant(whole: KubeObject): Record<string, unknown> {
  const { status: _, ...object } = whole;
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([field]) => !silentMetadata.has(field)));
  return { ...object, metadata };
}

type Add = (path: readonly PathPart[], text: string, from: unknown, to: unknown) => void;

function compare(from: unknown, to: unknown, path: readonly PathPart[], text: string, add: Add): void {
  if (Object.is(from, to)) return;
  if (Array.isArray(from) && Array.isArray(to)) {
    compareLists(from, to, path, text, add);
    return;
  }
  if (isMap(from) && isMap(to)) {
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
      compare(from[name], to[name], [...path, name], `${text}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, add);
    }
    return;
  }
  add(path, text, from, to);
}

function compareLists(from: readonly unknown[], to: readonly unknown[], path: readonly PathPart[], text: string, add: Add): void {
  const key = itemKeys.find((name) => isKeyOf(from, name) && isKeyOf(to, name));
  if (!key) {
    // Without a key a list is one value: positions say nothing once an item was put in or taken out.
    if (from.length === to.length) {
      for (const [index, item] of from.entries()) compare(item, to[index], [...path, { item, index }], `${text}/${index}`, add);
    } else if (JSON.stringify(from) !== JSON.stringify(to)) add(path, text, from, to);
    return;
  }
  const valueOf = (item: unknown): unknown => (item as Record<string, unknown>)[key];
  const later = new Map(to.map((item) => [valueOf(item), item]));
  for (const [index, item] of from.entries()) {
    compare(item, later.get(valueOf(item)), [...path, { item, index }], `${text}[${key}=${String(valueOf(item))}]`, add);
    later.delete(valueOf(item));
  }
  for (const [value, item] of later) add([...path, { item, index: -1 }], `${text}[${key}=${String(value)}]`, undefined, item);
}

function isKeyOf(items: readonly unknown[], name: string): boolean {
  const values = items.map((item) => (isMap(item) ? item[name] : undefined));
  return values.every((v) => typeof v === 'string' || typeof v === 'number') && new Set(values).size === values.length;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
