/** What `metadata.managedFields` has to say before our own apply, so that the apply does what the files say. Pure. */
import type { FieldsV1, KubeObject, ManagedFieldsEntry } from '../../kube/object.ts';
import { isEmpty, noFields, pathOf, pick, subtract, union, without } from './fieldset.ts';
import { mannerOf } from './movable.ts';

export interface MoveOptions {
  readonly manager: string;
  /** The fields our apply will own; needed only where `needsOverlap` says so. */
  readonly desired?: FieldsV1 | undefined;
  /** RFC 3339, to the second. */
  readonly time: string;
}

/**
 * Marks that tools leave on objects. They are in nobody's files, so an adoption would remove them; but removing the restart
 * mark restarts the pods, and any change of a Deployment's annotations raises its generation. They never change hands.
 */
const marks: readonly (readonly string[])[] = [
  ['f:spec', 'f:template', 'f:metadata', 'f:annotations', 'f:kubectl.kubernetes.io/restartedAt'],
  ['f:metadata', 'f:annotations', 'f:kubectl.kubernetes.io/last-applied-configuration'],
  ['f:metadata', 'f:annotations', 'f:meta.helm.sh/release-name'],
  ['f:metadata', 'f:annotations', 'f:meta.helm.sh/release-namespace'],
];

function withoutMarks(fields: FieldsV1): FieldsV1 {
  let rest = fields;
  for (const mark of marks) rest = without(rest, mark);
  return rest;
}

function marksIn(fields: FieldsV1): FieldsV1 {
  let found = noFields;
  for (const mark of marks) found = union(found, pick(fields, mark));
  return found;
}

export function needsOverlap(entries: readonly ManagedFieldsEntry[]): boolean {
  return entries.some((entry) => mannerOf(entry) === 'overlap');
}

/** The entries of an object to adopt as they should be; undefined when there is nothing to move. */
export function moveManagers(
  entries: readonly ManagedFieldsEntry[],
  options: MoveOptions,
): ManagedFieldsEntry[] | undefined {
  const own = entries.find((entry) => isOwn(entry, options.manager));
  const apiVersion = own?.apiVersion ?? entries.find((entry) => mannerOf(entry) === 'whole')?.apiVersion;
  const rest: ManagedFieldsEntry[] = [];
  let taken: FieldsV1 = noFields;
  let changed = false;
  for (const entry of entries) {
    const { fieldsV1 = noFields } = entry;
    const manner = entry === own ? undefined : mannerOf(entry);
    if (manner === 'whole') {
      changed = true;
      // Field sets of different versions cannot be joined; unowned, they are at least not held by others.
      if (entry.apiVersion === apiVersion) taken = union(taken, withoutMarks(fieldsV1));
      keep(rest, entry, marksIn(fieldsV1));
    } else if (manner === 'overlap' && options.desired) {
      const left = subtract(fieldsV1, options.desired);
      changed ||= JSON.stringify(left) !== JSON.stringify(fieldsV1);
      keep(rest, entry, left);
    } else if (entry !== own) rest.push(entry);
  }
  if (!changed) return undefined;
  if (own) return [{ ...own, fieldsV1: union(own.fieldsV1 ?? noFields, taken) }, ...rest];
  if (isEmpty(taken) || apiVersion === undefined) return orBlank(rest);
  return [
    {
      manager: options.manager,
      operation: 'Apply',
      apiVersion,
      time: options.time,
      fieldsType: 'FieldsV1',
      fieldsV1: taken,
    },
    ...rest,
  ];
}

/**
 * Our entry without the paths that are ignored from now on. Applying without them would otherwise remove what nobody else
 * owns: replicas handed to an autoscaler would fall to 1 on the way.
 */
export function releaseFields(
  object: KubeObject,
  manager: string,
  ignored: readonly string[],
): ManagedFieldsEntry[] | undefined {
  const entries = object.metadata.managedFields ?? [];
  const own = entries.find((entry) => isOwn(entry, manager));
  if (!own?.fieldsV1) return undefined;
  let fields = own.fieldsV1;
  for (const pointer of ignored) {
    const path = pathOf(fields, pointer, object);
    if (path) fields = without(fields, path);
  }
  if (fields === own.fieldsV1) return undefined;
  return orBlank(
    entries.flatMap((entry) => (entry !== own ? [entry] : isEmpty(fields) ? [] : [{ ...own, fieldsV1: fields }])),
  );
}

/** The entries without ours; undefined when we own nothing. */
export function leaveFields(entries: readonly ManagedFieldsEntry[], manager: string): ManagedFieldsEntry[] | undefined {
  const rest = entries.filter((entry) => entry.manager !== manager || entry.operation !== 'Apply');
  return rest.length === entries.length ? undefined : orBlank(rest);
}

/** What an apply that owns `own` removes after a move: what was moved, is not in the files, and nobody else holds. */
export function droppedByMove(entries: readonly ManagedFieldsEntry[], manager: string): FieldsV1 {
  const own = entries.find((entry) => isOwn(entry, manager))?.fieldsV1 ?? noFields;
  const moved = entries.filter((entry) => mannerOf(entry) === 'whole' && !isOwn(entry, manager));
  const others = entries.filter((entry) => !moved.includes(entry) && !isOwn(entry, manager));
  let dropped = noFields;
  for (const { fieldsV1 = noFields } of moved) dropped = union(dropped, withoutMarks(fieldsV1));
  for (const { fieldsV1 = noFields } of [...others, { fieldsV1: own }]) dropped = subtract(dropped, fieldsV1);
  return dropped;
}

export function isOwn(entry: ManagedFieldsEntry, manager: string): boolean {
  return entry.manager === manager && entry.operation === 'Apply' && !entry.subresource;
}

function keep(rest: ManagedFieldsEntry[], entry: ManagedFieldsEntry, fields: FieldsV1): void {
  if (!isEmpty(fields)) rest.push({ ...entry, fieldsV1: fields });
}

/** The API server takes an empty list for a client that does not know the field, and puts the old entries back; one empty entry clears them. */
function orBlank(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  return entries.length > 0 ? entries : [{}];
}
