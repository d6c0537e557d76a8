/** What is kept of a member: enough to tell drift and health, a tenth of the object. */
import { fieldManager } from '../../app/names.ts';
import type { Health } from '../../health/types.ts';
import { ownMark } from '../../kube/fields.ts';
import { type KubeObject, type ManagedFieldsEntry, refKey, refOf } from '../../kube/object.ts';
import { partOfLabel } from '../../plan/applyset.ts';
import type { Observed } from '../../plan/types.ts';

export interface Member extends Observed {
  /** Id of the ApplySet it belongs to. */
  readonly set: string;
  /** Who else wrote it last: named when its drift is told. */
  readonly other: string;
}

export function memberOf(object: KubeObject, health: Health | undefined): Member {
  const ref = refOf(object);
  const { managedFields: _, ...metadata } = object.metadata;
  return {
    key: refKey(ref),
    ref,
    object: { apiVersion: object.apiVersion, kind: object.kind, metadata },
    full: false,
    own: ownMark(object, fieldManager),
    set: object.metadata.labels?.[partOfLabel] ?? '',
    other: lastOther(object.metadata.managedFields ?? []),
    ...(health ? { health } : {}),
  };
}

/** The newest entry that is neither ours nor a controller's report of status. */
function lastOther(entries: readonly ManagedFieldsEntry[]): string {
  let newest: ManagedFieldsEntry | undefined;
  for (const entry of entries) {
    if ((entry.manager === fieldManager && entry.operation === 'Apply') || entry.subresource === 'status') continue;
    if (!newest || (entry.time ?? '') >= (newest.time ?? '')) newest = entry;
  }
  if (!newest) return '';
  return `${newest.manager ?? 'nobody known'}${newest.subresource ? ` (${newest.subresource})` : ''}`;
}

/** Whether anything changed that reconciling goes by; most events are statuses on their way. */
export function sameMember(a: Member, b: Member): boolean {
  const { metadata: x } = a.object;
  const { metadata: y } = b.object;
  return (
    x.uid === y.uid &&
    a.own.hash === b.own.hash &&
    a.own.time === b.own.time &&
    x.generation === y.generation &&
    x.deletionTimestamp === y.deletionTimestamp &&
    a.health?.status === b.health?.status
  );
}
