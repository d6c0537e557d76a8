/** Sets of fields as `managedFields` writes them (KEP-555), as values. A node without members is a leaf; `.` says that a node with members is in the set itself. */
import type { FieldsV1 } from '../../kube/object.ts';

export const noFields: FieldsV1 = {};

export function isEmpty(fields: FieldsV1): boolean {
  for (const _ in fields) return false;
  return true;
}

export function union(a: FieldsV1, b: FieldsV1): FieldsV1 {
  const result: Record<string, FieldsV1> = { ...a };
  for (const [key, member] of Object.entries(b)) {
    const other = result[key];
    result[key] = other === undefined || other === member ? member : joined(other, member);
  }
  return result;
}

function joined(a: FieldsV1, b: FieldsV1): FieldsV1 {
  if (isEmpty(a) !== isEmpty(b)) return { '.': {}, ...a, ...b };
  return union(a, b);
}

/** What is in `a` and not touched by `b`: a container that `b` reaches into is not left over either, its removal would take `b`'s part along. */
export function subtract(a: FieldsV1, b: FieldsV1): FieldsV1 {
  const result: Record<string, FieldsV1> = {};
  for (const [key, member] of Object.entries(a)) {
    const taken = b[key];
    if (taken === undefined) {
      result[key] = member;
      continue;
    }
    if (key === '.' || isEmpty(member) || isEmpty(taken)) continue;
    const { '.': _, ...rest } = subtract(member, taken);
    if (!isEmpty(rest)) result[key] = rest;
  }
  return result;
}

/** The part of `fields` that lies at or below the path, with the nodes that lead to it. */
export function pick(fields: FieldsV1, path: readonly string[]): FieldsV1 {
  const [key, ...rest] = path;
  if (key === undefined) return fields;
  const member = fields[key];
  if (member === undefined) return noFields;
  if (rest.length === 0) return { [key]: member };
  const below = pick(member, rest);
  return isEmpty(below) ? noFields : { [key]: below };
}

/** Without what lies at or below the path; nodes left without members go too, unless they were in the set themselves. */
export function without(fields: FieldsV1, path: readonly string[]): FieldsV1 {
  const [key, ...rest] = path;
  const member = key === undefined ? undefined : fields[key];
  if (key === undefined || member === undefined) return fields;
  const { [key]: _, ...others } = fields;
  if (rest.length === 0) return others;
  const below = without(member, rest);
  return isEmpty(below) ? others : { ...others, [key]: below };
}

/** The keys of a JSON pointer in a set of fields: `/spec/ports/0/port` → `f:spec`, `f:ports`, `k:{"port":80,…}`, `f:port`. Undefined where the set has no such path. */
export function pathOf(fields: FieldsV1, pointer: string, object: unknown): string[] | undefined {
  const path: string[] = [];
  let node: FieldsV1 | undefined = fields;
  let value: unknown = object;
  for (const raw of pointer.split('/').slice(1)) {
    const segment = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const member: unknown = Array.isArray(value)
      ? value[Number(segment)]
      : (value as Record<string, unknown> | undefined)?.[segment];
    const key: string | undefined = Array.isArray(value)
      ? Object.keys(node).find((k) => isItem(k, member))
      : `f:${segment}`;
    node = key === undefined ? undefined : node[key];
    if (key === undefined || node === undefined) return undefined;
    path.push(key);
    value = member;
  }
  return path.length > 0 ? path : undefined;
}

/** A copy of `value` without the fields of the set. List items go when nothing but their keys is left of them. */
export function removeFields(value: unknown, fields: FieldsV1): unknown {
  if (Array.isArray(value)) return removeItems(value, fields);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = { ...value };
  for (const [key, below] of Object.entries(fields)) {
    const name = key.slice(2);
    if (!key.startsWith('f:') || !Object.hasOwn(result, name)) continue;
    if (isEmpty(below)) {
      delete result[name];
      continue;
    }
    const rest = removeFields(result[name], below);
    if ('.' in below && isBare(rest)) delete result[name];
    else result[name] = rest;
  }
  return result;
}

function removeItems(items: readonly unknown[], fields: FieldsV1): unknown[] {
  const keys = Object.keys(fields);
  return items.flatMap((item) => {
    const key = keys.find((k) => isItem(k, item));
    if (key === undefined) return [item];
    const below = fields[key] ?? noFields;
    if (key.startsWith('v:') || isEmpty(below)) return [];
    const rest = removeFields(item, withoutKeys(key, below));
    return '.' in below && Object.keys(rest as object).every((name) => name in itemKeys(key)) ? [] : [rest];
  });
}

/** An item keeps its keys as long as anything else of it stays. */
function withoutKeys(key: string, fields: FieldsV1): FieldsV1 {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !(name.slice(2) in itemKeys(key))));
}

function isItem(key: string, item: unknown): boolean {
  if (key.startsWith('v:')) return key.slice(2) === JSON.stringify(item);
  if (!key.startsWith('k:') || typeof item !== 'object' || item === null) return false;
  return Object.entries(itemKeys(key)).every(([name, value]) => (item as Record<string, unknown>)[name] === value);
}

function itemKeys(key: string): Record<string, unknown> {
  return JSON.parse(key.slice(2)) as Record<string, unknown>;
}

function isBare(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
