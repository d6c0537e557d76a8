import { createHash } from 'node:crypto';

/** The label of a member, whose value is the id of its set (KEP-3659, "Labels on member objects"). */
export const partOfLabel = 'applyset.kubernetes.io/part-of';

/** KEP-3659: `applyset-<base64(sha256(<name>.<namespace>.<kind>.<group>)), URL-safe>-v1`. */
export function applySetId(parent: { name: string; namespace: string; kind: string; group: string }): string {
  const text = `${parent.name}.${parent.namespace}.${parent.kind}.${parent.group}`;
  return `applyset-${createHash('sha256').update(text).digest('base64url')}-v1`;
}
