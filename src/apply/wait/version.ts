import type { KubeObject } from '../../kube/object.ts';

/**
 * Whether a sighting is older than another one of the same collection. resourceVersions are decimal numbers that grow
 * (KEP-5504 makes that official); where a server has others nothing is called old, and the generation still protects.
 */
export function isOlder(seen: KubeObject, than: KubeObject): boolean {
  const [a = '', b = ''] = [seen.metadata.resourceVersion, than.metadata.resourceVersion];
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return a.length === b.length ? a < b : a.length < b.length;
  return seen.metadata.uid === than.metadata.uid && (seen.metadata.generation ?? 0) < (than.metadata.generation ?? 0);
}
