import { posix } from 'node:path';
import { Problem } from '../../lib/errors.ts';
import { type Budget, budget } from '../budget.ts';
import { baseName, byteOrder, joinPath, parentPath, treePath } from '../path.ts';
import type { Tree, TreeEntry, TreeLimits } from '../tree.ts';
import type { GitEntry } from './entries.ts';

/** A tree of a commit. Equal hashes mean equal content, so a path whose hash did not change has not changed. */
export interface GitTree extends Tree {
  /** Git's hash of the file or directory at a path, links followed; undefined when nothing is there. */
  treeHash(path: string): Promise<string | undefined>;
}

/** What a Git tree is read through. `directory` is the tree object a blob is listed in: where blobs are fetched by need, whole directories are. */
export interface GitStore {
  entries(treeHash: string): Promise<readonly GitEntry[]>;
  size(hash: string, directory: string): Promise<number>;
  read(hash: string, directory: string): Promise<Uint8Array>;
}

export interface GitTreeOptions {
  readonly commit: string;
  readonly rootHash: string;
  readonly origin: string;
  readonly limits?: TreeLimits | undefined;
  /** By their paths, those of submodules in submodules too; what is not among them is not fetched. */
  readonly submodules?: ReadonlyMap<string, GitSubtree> | undefined;
}

/** A commit of another repository, in the place of a submodule. */
export interface GitSubtree {
  readonly store: GitStore;
  readonly rootHash: string;
}

/** Something a path led to: an entry, and the tree object that lists it. */
interface Found {
  readonly entry: GitEntry;
  readonly directory: string;
  readonly store: GitStore;
}

type Step = Found | 'absent' | { readonly refused: string };

const maxLinks = 40;

export function gitTree(store: GitStore, options: GitTreeOptions): GitTree {
  const { commit, rootHash, origin, limits, submodules } = options;
  const account: Budget = budget(limits);
  const display = (path: string): string => (path === '' ? origin : `${origin}/${path}`);
  const root: Found = {
    entry: { name: '', hash: rootHash, kind: 'directory', executable: false },
    directory: rootHash,
    store,
  };

  const find = async (path: string, links = 0): Promise<Step> => {
    let found = root;
    const parts = path === '' ? [] : path.split('/');
    for (const [index, part] of parts.entries()) {
      if (found.entry.kind === 'submodule') break;
      if (found.entry.kind !== 'directory') return 'absent';
      const { store: inside } = found;
      const directory = found.entry.hash;
      const entry = (await inside.entries(directory)).find(({ name }) => name === part);
      if (!entry) return 'absent';
      const here: Found = { entry, directory, store: inside };
      if (entry.kind === 'link') {
        return await follow(here, parts.slice(0, index).join('/'), parts.slice(index + 1), links);
      }
      found = entry.kind === 'submodule' ? entered(here, parts.slice(0, index + 1).join('/')) : here;
    }
    return found.entry.kind === 'submodule' ? { refused: 'is a submodule, which is not fetched' } : found;
  };

  /** The root of the other repository, where it was fetched. */
  const entered = (submodule: Found, path: string): Found => {
    const subtree = submodules?.get(path);
    if (!subtree) return submodule;
    const entry: GitEntry = { ...submodule.entry, hash: subtree.rootHash, kind: 'directory' };
    return { entry, directory: subtree.rootHash, store: subtree.store };
  };

  const follow = async (
    { entry, directory, store: inside }: Found,
    at: string,
    rest: readonly string[],
    links: number,
  ): Promise<Step> => {
    if (links === maxLinks) return { refused: 'is part of a loop of links' };
    const target = Buffer.from(await inside.read(entry.hash, directory)).toString('utf8');
    const path = posix.normalize(posix.join(at, target)).replace(/^\.$/, '').replace(/\/$/, '');
    if (target.startsWith('/') || path === '..' || path.startsWith('../')) {
      return { refused: `is a link out of ${origin}` };
    }
    const step = await find([path, ...rest].filter(Boolean).join('/'), links + 1);
    return step === 'absent' && rest.length === 0 ? { refused: 'is a link that leads nowhere' } : step;
  };

  const demand = async (path: string): Promise<Found> => {
    const step = await find(path);
    if (step === 'absent') throw new Problem('NotFound', `${display(path)} is not there`);
    if ('refused' in step) {
      throw new Problem('InvalidInput', `the path ${step.refused}`, { where: display(path) });
    }
    return step;
  };

  const entryAt = async (path: string, step: Step): Promise<TreeEntry | undefined> => {
    if (step === 'absent') return undefined;
    const name = baseName(path);
    if ('refused' in step || (await holdsItself(path, step))) {
      return { path, name, kind: 'other', size: 0, executable: false };
    }
    if (step.entry.kind === 'directory') return { path, name, kind: 'directory', size: 0, executable: false };
    return {
      path,
      name,
      kind: 'file',
      size: await step.store.size(step.entry.hash, step.directory),
      executable: step.entry.executable,
    };
  };

  /** A directory that its own ancestor is: only a link makes that. A walk would follow it for ever. */
  const holdsItself = async (path: string, step: Found): Promise<boolean> => {
    if (step.entry.kind !== 'directory') return false;
    for (let above = path; above !== '';) {
      above = parentPath(above);
      const parent = await find(above);
      if (typeof parent === 'object' && 'entry' in parent && parent.entry.hash === step.entry.hash) return true;
    }
    return false;
  };

  return {
    revision: commit,
    origin,
    display,
    stat: async (path) => {
      const normal = treePath(path);
      return await entryAt(normal, await find(normal));
    },
    list: async (path) => {
      const directory = treePath(path);
      const { entry, store: inside } = await demand(directory);
      if (entry.kind !== 'directory') throw new Problem('NotFound', `${display(directory)} is not a directory`);
      const entries = await inside.entries(entry.hash);
      account.listed(directory, entries.length);
      const listed: TreeEntry[] = [];
      for (const item of entries) {
        const at = joinPath(directory, item.name);
        const step: Step =
          item.kind === 'file' || item.kind === 'directory'
            ? { entry: item, directory: entry.hash, store: inside }
            : await find(at);
        listed.push(...[await entryAt(at, step)].filter((listedEntry) => listedEntry !== undefined));
      }
      return listed.toSorted((a, b) => byteOrder(a.name, b.name));
    },
    read: async (path) => {
      const normal = treePath(path);
      const { entry, directory, store: inside } = await demand(normal);
      if (entry.kind !== 'file') {
        throw new Problem('InvalidInput', 'the path is a directory, not a file', { where: display(normal) });
      }
      account.reading(normal, await inside.size(entry.hash, directory), display(normal));
      return refuseLfs(await inside.read(entry.hash, directory), display(normal));
    },
    treeHash: async (path) => {
      const step = await find(treePath(path));
      return typeof step === 'object' && 'entry' in step ? step.entry.hash : undefined;
    },
  };
}

const lfsPointer = Buffer.from('version https://git-lfs.github.com/spec/');

/** Git LFS leaves a few lines in the place of a file. Rendered as if they were the file, they would be a riddle. */
function refuseLfs(bytes: Uint8Array, where: string): Uint8Array {
  if (bytes.length > 1_024 || !/\.(?:ya?ml|json|tpl|tgz)$/i.test(where)) return bytes;
  if (
    !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(0, lfsPointer.length).equals(lfsPointer)
  ) {
    return bytes;
  }
  throw new Problem('InvalidInput', 'the file is kept in Git LFS, which is not fetched', {
    where,
    hint: 'keep files that are rendered in Git itself',
  });
}
