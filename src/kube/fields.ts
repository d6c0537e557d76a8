/** Who owns which fields of an object: `metadata.managedFields` (KEP-555) read as values. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/digest.ts';
import type { FieldsV1, KubeObject, ManagedFieldsEntry } from './object.ts';

/** Characters of the digest that are kept: 22 of base64url are 132 bits. */
const hashLength = 22;

/** The entry of a manager's server-side applies to the object itself, not to a subresource of it. */
export function ownEntry(object: KubeObject, manager: string): ManagedFieldsEntry | undefined {
  return object.metadata.managedFields?.find((e) => e.manager === manager && e.operation === 'Apply' && !e.subresource);
}

/** Digest of the fields a manager applied. It changes when anybody takes or removes one of them, and with nothing else. */
export function ownedHash(object: KubeObject, manager: string): string | undefined {
  const fields = ownEntry(object, manager)?.fieldsV1;
  if (!fields) return undefined;
  return createHash('sha256').update(canonicalJson(fields)).digest('base64url').slice(0, hashLength);
}

/** What one manager's applies left on an object: enough to tell later whether anybody touched it. */
export interface OwnMark {
  /** As `ownedHash`; undefined when the manager owns nothing. */
  readonly hash: string | undefined;
  /** `time` of the manager's entry, '' when there is none. */
  readonly time: string;
}

export function ownMark(object: KubeObject, manager: string): OwnMark {
  return { hash: ownedHash(object, manager), time: ownEntry(object, manager)?.time ?? '' };
}

/** Whether a label was put there by this manager's apply, rather than copied from a parent or written by somebody else. */
export function ownsLabel(object: KubeObject, manager: string, label: string): boolean {
  return ownEntry(object, manager)?.fieldsV1?.['f:metadata']?.['f:labels']?.[`f:${label}`] !== undefined;
}

/** Number of leaves of a set. */
export function countFields(fields: FieldsV1): number {
  const below = Object.entries(fields).filter(([key]) => key !== '.');
  return below.reduce((sum, [, member]) => sum + Math.max(1, countFields(member)), 0);
}

/** One step of a path into an object: a member's name, or an item of a list with its position. */
export type PathPart = string | { readonly item: unknown; readonly index: number };

/**
 * The managers that own the value at a path, anything below it, or a whole that it is a part of. Left out is what `except` applied;
 * what was updated under that very name counts, for the API server holds Apply and Update apart as two owners.
 */
export function ownersOf(object: KubeObject, path: readonly PathPart[], except: string): string[] {
  const own = ownEntry(object, except);
  const owners = (object.metadata.managedFields ?? [])
    .filter((entry) => entry !== own && entry.fieldsV1 && reaches(entry.fieldsV1, path))
    .map((entry) => entry.manager ?? '');
  return [...new Set(owners)].filter(Boolean);
}

/** The members by which the API server tells the items of a list apart; undefined where nobody owns an item of it by keys. */
export function itemKeysOf(object: KubeObject, path: readonly PathPart[]): string[] | undefined {
  for (const { fieldsV1 } of object.metadata.managedFields ?? []) {
    const list = fieldsV1 && nodeAt(fieldsV1, path);
    const key = list && Object.keys(list).find((k) => k.startsWith('k:'));
    if (key) return Object.keys(JSON.parse(key.slice(2)) as object);
  }
  return undefined;
}

function nodeAt(fields: FieldsV1, path: readonly PathPart[]): FieldsV1 | undefined {
  let node: FieldsV1 | undefined = fields;
  for (const part of path) node = node && (typeof part === 'string' ? node[`f:${part}`] : itemOf(node, part));
  return node;
}

function reaches(fields: FieldsV1, path: readonly PathPart[]): boolean {
  let node = fields;
  for (const part of path) {
    const next: FieldsV1 | undefined = typeof part === 'string' ? node[`f:${part}`] : itemOf(node, part);
    if (next === undefined) return false;
    node = next;
    // A leaf owns all of what it holds (KEP-555: atomic lists, maps and structs).
    if (Object.keys(node).length === 0) return true;
  }
  return true;
}

function itemOf(node: FieldsV1, { item, index }: { item: unknown; index: number }): FieldsV1 | undefined {
  for (const [key, member] of Object.entries(node)) {
    if (key === `i:${index}`) return member;
    if (key.startsWith('v:') && key.slice(2) === JSON.stringify(item)) return member;
    if (key.startsWith('k:') && hasKeys(item, key.slice(2))) return member;
  }
  return undefined;
}

function hasKeys(item: unknown, keys: string): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const wanted = JSON.parse(keys) as Record<string, unknown>;
  return Object.entries(wanted).every(([name, value]) => (item as Record<string, unknown>)[name] === value);
}
