import { apiVersionOf, type ResourceType } from '../discovery/types.ts';
import type { KubeObject, ObjectMeta } from '../object.ts';

/** KEP-2334-style negotiation: the server sends metadata alone; one that does not know the form sends everything, which is no harm. */
export const metadataAccept = {
  object: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
};

/** Lists of built-in kinds omit apiVersion and kind of their items, metadata forms name their own: every object leaves here as what it is. */
export function withType(type: ResourceType, raw: unknown): KubeObject {
  const {
    apiVersion: _,
    kind: __,
    metadata,
    ...rest
  } = raw as { apiVersion?: string; kind?: string; metadata?: ObjectMeta | null };
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata: metadata ?? {}, ...rest };
}
