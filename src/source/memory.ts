import { Problem } from '../lib/errors.ts';
import { budget } from './budget.ts';
import { baseName, byteOrder, parentPath, treePath } from './path.ts';
import type { Tree, TreeEntry, TreeLimits } from './tree.ts';

export interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

export interface MemoryTreeOptions {
  readonly revision: string;
  readonly origin: string;
  readonly limits?: TreeLimits;
}

/** A tree whose files are all in memory already: an unpacked archive. Paths must be normalised. */
export function memoryTree(files: ReadonlyMap<string, MemoryFile>, options: MemoryTreeOptions): Tree {
  const { revision, origin } = options;
  const account = budget(options.limits);
  const directories = new Map<string, Map<string, TreeEntry>>([['', new Map()]]);
  const add = (entry: TreeEntry): void => {
    const parent = parentPath(entry.path);
    if (!directories.has(parent)) {
      directories.set(parent, new Map());
      add({ path: parent, name: baseName(parent), kind: 'directory', size: 0, executable: false });
    }
    directories.get(parent)?.set(entry.name, entry);
  };
  for (const [path, { bytes, executable }] of files) {
    add({ path, name: baseName(path), kind: 'file', size: bytes.length, executable });
  }

  const display = (path: string): string => (path === '' ? origin : `${origin}/${path}`);
  return {
    revision,
    origin,
    display,
    stat: async (path) => {
      const normal = treePath(path);
      if (normal === '') return { path: '', name: '', kind: 'directory', size: 0, executable: false };
      return directories.get(parentPath(normal))?.get(baseName(normal));
    },
    list: async (directory) => {
      const path = treePath(directory);
      const entries = directories.get(path);
      if (!entries) throw new Problem('NotFound', `${display(path)} is not a directory`);
      account.listed(path, entries.size);
      return [...entries.values()].toSorted((a, b) => byteOrder(a.name, b.name));
    },
    read: async (path) => {
      const normal = treePath(path);
      const file = files.get(normal);
      if (!file) throw new Problem('NotFound', `${display(normal)} is not there`);
      account.reading(normal, file.bytes.length, display(normal));
      return file.bytes;
    },
  };
}
