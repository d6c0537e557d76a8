/** What is taken off or rewritten before an object is applied, whoever wrote it. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/digest.ts';
import type { KubeObject } from '../kube/object.ts';

/** Metadata the server writes and nobody applies. */
const serversOwn: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
]);

/** A copy without status and without the metadata that only a server can know. */
export function withoutServersPart(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = object;
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([field]) => !serversOwn.has(field)));
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata };
}

/**
 * A Secret's `stringData` as `data`. The server turns the one into the other itself, but keeps the applier as owner of neither:
 * a change of `data` by hand would be no drift, and a key dropped from the files would stay (kubernetes/kubernetes#70281).
 */
export function withoutStringData(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !('stringData' in object)) return object;
  const { stringData, ...rest } = object;
  const plain = Object.entries((stringData ?? {}) as Record<string, unknown>);
  // A number where a string belongs is for the server to refuse, by the name it has in the files.
  if (plain.some(([, value]) => typeof value !== 'string')) return object;
  const encoded = plain.map(([key, value]) => [key, Buffer.from(value as string).toString('base64')]);
  return { ...rest, data: { ...(object.data as object | undefined), ...Object.fromEntries(encoded) } };
}

/** Room for the digest within the 63 characters that names of Jobs and Pods may have. */
const longestPrefix = 52;
const nameDigits = 8;

/**
 * A name for a hook that has only `generateName`: the same for the same content, so that an earlier run is found again and an
 * unchanged hook stays unchanged.
 */
export function named(object: KubeObject): KubeObject {
  const { name, generateName, ...metadata } = object.metadata;
  if (name || !generateName) return object;
  const digest = createHash('sha256').update(canonicalJson(object)).digest('hex').slice(0, nameDigits);
  return { ...object, metadata: { ...metadata, name: `${generateName.slice(0, longestPrefix)}${digest}` } };
}
