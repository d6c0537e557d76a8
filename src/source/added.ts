import { baseName, byteOrder, joinPath, parentPath, treePath } from './path.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** A tree with files added to it, or put in the place of its own. The directories they lie in appear as needed. */
export function withFiles(tree: Tree, files: ReadonlyMap<string, Uint8Array>): Tree {
  if (files.size === 0) return tree;
  const directories = new Set<string>();
  for (const path of files.keys()) for (let at = parentPath(path); at !== ''; at = parentPath(at)) directories.add(at);

  const added = (path: string): TreeEntry | undefined => {
    const bytes = files.get(path);
    if (bytes) return { path, name: baseName(path), kind: 'file', size: bytes.length, executable: false };
    return directories.has(path)
      ? { path, name: baseName(path), kind: 'directory', size: 0, executable: false }
      : undefined;
  };
  const addedIn = (directory: string): TreeEntry[] =>
    [...files.keys(), ...directories]
      .filter((path) => parentPath(path) === directory)
      .flatMap((path) => added(path) ?? []);

  return {
    revision: tree.revision,
    origin: tree.origin,
    display: (path) => tree.display(path),
    stat: async (path) => added(treePath(path)) ?? (await tree.stat(path)),
    list: async (path) => {
      const directory = treePath(path);
      const own =
        (await tree.stat(directory))?.kind === 'directory' || !directories.has(directory)
          ? await tree.list(directory)
          : [];
      const entries = new Map([...own, ...addedIn(directory)].map((entry) => [entry.name, entry]));
      return [...entries.values()].toSorted((a, b) => byteOrder(a.name, b.name));
    },
    read: async (path) => files.get(treePath(path)) ?? (await tree.read(path)),
  };
}

/** The part of a tree under one directory, as a tree of its own. */
export function subtree(tree: Tree, directory: string): Tree {
  if (directory === '') return tree;
  const inner = (entry: TreeEntry): TreeEntry => ({ ...entry, path: entry.path.slice(directory.length + 1) });
  const outer = (path: string): string => (treePath(path) === '' ? directory : joinPath(directory, treePath(path)));
  return {
    revision: tree.revision,
    origin: tree.display(directory),
    display: (path) => tree.display(outer(path)),
    stat: async (path) => {
      const entry = await tree.stat(outer(path));
      return entry && inner(entry);
    },
    list: async (path) => (await tree.list(outer(path))).map(inner),
    read: (path) => tree.read(outer(path)),
  };
}
