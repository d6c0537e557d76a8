/** A small model of the API server: server-side apply on maps, with owners, versions and generations. Lists are atomic. */
import {
  type FieldsV1,
  type KubeObject,
  type ManagedFieldsEntry,
  type ObjectRef,
  refKey,
  refOf,
} from '../../kube/object.ts';
import { appliedFields, entryOf } from './objects.ts';

type Path = readonly string[];
type Tree = Record<string, unknown>;

export interface Server {
  readonly objects: Map<string, KubeObject>;
  /** Server-side apply with force; what it would store when it is a dry run. */
  apply(object: KubeObject, manager: string, dryRun?: boolean): KubeObject;
  /** An update of one field by somebody else. */
  edit(key: string, manager: string, path: Path, value: unknown): void;
  remove(ref: ObjectRef): void;
}

export function server(): Server {
  const objects = new Map<string, KubeObject>();
  let clock = 0;

  const store = (before: KubeObject | undefined, after: KubeObject, dryRun: boolean): KubeObject => {
    if (before && JSON.stringify(before) === JSON.stringify(after)) return before;
    clock++;
    const moved = before && JSON.stringify(before.data) === JSON.stringify(after.data) ? 0 : 1;
    const { uid = `uid-${clock}`, generation = 0 } = before?.metadata ?? {};
    const metadata = { ...after.metadata, uid, resourceVersion: String(clock), generation: generation + moved };
    const stored = { ...after, metadata };
    if (!dryRun) objects.set(refKey(refOf(stored)), stored);
    return stored;
  };

  return {
    objects,
    apply(object, manager, dryRun = false) {
      const before = objects.get(refKey(refOf(object)));
      const { managedFields = [], ...metadata } = before?.metadata ?? {};
      const own = managedFields.find((entry) => entry.manager === manager && entry.operation === 'Apply');
      const wanted = leaves(appliedFields(object));
      const tree = structuredClone({ ...before, metadata }) as Tree;
      for (const path of leaves(own?.fieldsV1 ?? {})) {
        const isWanted = wanted.some((other) => other.join('/') === path.join('/'));
        if (!isWanted && !managedFields.some((entry) => entry !== own && owns(entry, path))) drop(tree, path);
      }
      const taken = wanted.filter((path) => JSON.stringify(at(tree, path)) !== JSON.stringify(at(object, path)));
      for (const path of wanted) put(tree, path, at(object, path));
      const others = managedFields.filter((entry) => entry !== own).flatMap((entry) => without(entry, taken));
      const fields = appliedFields(object);
      const same = own && taken.length === 0 && JSON.stringify(own.fieldsV1) === JSON.stringify(fields);
      const entry = same ? own : { ...entryOf(manager, 'Apply', fields), time: String(clock) };
      const after = { ...tree, apiVersion: object.apiVersion, kind: object.kind } as KubeObject;
      const place = {
        name: object.metadata.name ?? '',
        ...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}),
      };
      return store(
        before,
        { ...after, metadata: { ...after.metadata, ...place, managedFields: [...others, entry] } },
        dryRun,
      );
    },
    edit(key, manager, path, value) {
      const before = objects.get(key);
      if (!before) return;
      const tree = structuredClone(before) as unknown as Tree;
      put(tree, path, value);
      const after = tree as unknown as KubeObject;
      const taking = entryOf(manager, 'Update', nested(path));
      const others = (before.metadata.managedFields ?? []).flatMap((entry) => without(entry, [path]));
      store(before, { ...after, metadata: { ...after.metadata, managedFields: [...others, taking] } }, false);
    },
    remove(ref) {
      objects.delete(refKey(ref));
    },
  };
}

function leaves(fields: FieldsV1, prefix: Path = []): Path[] {
  return Object.entries(fields).flatMap(([key, below]) => {
    const path = [...prefix, key.slice(2)];
    return Object.keys(below).length === 0 ? [path] : leaves(below, path);
  });
}

function nested(path: Path): FieldsV1 {
  const [first, ...rest] = path;
  return first === undefined ? {} : { [`f:${first}`]: nested(rest) };
}

const owns = ({ fieldsV1 = {} }: ManagedFieldsEntry, path: Path): boolean =>
  leaves(fieldsV1).some((own) => own.join('/') === path.join('/'));

function without(entry: ManagedFieldsEntry, taken: readonly Path[]): ManagedFieldsEntry[] {
  const gone = new Set(taken.map((path) => path.join('/')));
  const left = leaves(entry.fieldsV1 ?? {}).filter((path) => !gone.has(path.join('/')));
  if (left.length === leaves(entry.fieldsV1 ?? {}).length) return [entry];
  const fields: Tree = {};
  for (const path of left) {
    put(
      fields,
      path.map((part) => `f:${part}`),
      {},
    );
  }
  return left.length > 0 ? [{ ...entry, fieldsV1: fields as FieldsV1 }] : [];
}

function at(tree: unknown, path: Path): unknown {
  let node = tree;
  for (const part of path) node = (node as Tree | undefined)?.[part];
  return node;
}

function put(tree: Tree, path: Path, value: unknown): void {
  let node = tree;
  for (const part of path.slice(0, -1)) node = (node[part] ??= {}) as Tree;
  node[path.at(-1) ?? ''] = value;
}

function drop(tree: Tree, path: Path): void {
  const parent = at(tree, path.slice(0, -1)) as Tree | undefined;
  if (parent) delete parent[path.at(-1) ?? ''];
}
