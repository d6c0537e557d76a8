/** What an object will look like where the server cannot say. Pure. */
import type { KubeObject } from '../../kube/object.ts';

/** `over` laid on `under`: maps member by member, lists of named items by name, everything else as a whole. */
export function overlay(under: unknown, over: unknown): unknown {
  if (isMap(under) && isMap(over)) {
    const result = { ...under };
    for (const [key, value] of Object.entries(over)) result[key] = overlay(under[key], value);
    return result;
  }
  if (!isNamed(under) || !isNamed(over)) return over;
  const names = new Set(over.map(({ name }) => name));
  const before = new Map(under.map((item) => [item.name, item]));
  return [...over.map((item) => overlay(before.get(item.name), item)), ...under.filter(({ name }) => !names.has(name))];
}

/** Fields that are left out on purpose are released before the apply (`steps/release.ts`) and stay as they are; the dry run, made before, shows them removed. */
export function keepIgnored(live: KubeObject, result: KubeObject, pointers: readonly string[]): KubeObject {
  let kept: unknown = result;
  for (const pointer of pointers) {
    const path = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const value = at(live, path);
    if (value !== undefined) kept = put(kept, path, value);
  }
  return kept as KubeObject;
}

function at(value: unknown, path: readonly string[]): unknown {
  let node = value;
  for (const part of path) {
    node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[part] : undefined;
  }
  return node;
}

/** A copy with the value at the path; as it was where a list has no such item. */
function put(node: unknown, path: readonly string[], value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(node)) {
    return node.map((item, index) => (String(index) === part ? put(item, rest, value) : (item as unknown)));
  }
  if (node !== undefined && !isMap(node)) return node;
  return { ...node, [part]: put(node?.[part], rest, value) };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNamed(value: unknown): value is { readonly name: string }[] {
  return Array.isArray(value) && value.every((item) => isMap(item) && typeof item.name === 'string');
}
