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
}

/** Something a path led to: an entry, and the tree object that lists it. */
interface Found {
  readonly entry: GitEntry;
  readonly directory: string;
}

type Step = Found | 'absent' | { readonly refused: string };

const maxLinks = 40;

export function gitTree(store: GitStore, { commit, rootHash, origin, limits }: GitTreeOptions): GitTree {
  const account: Budget = budget(limits);
  const display = (path: string): string => (path === '' ? origin : `${origin}/${path}`);
  const root: Found = {
    entry: { name: '', hash: rootHash, kind: 'directory', executable: false },
    directory: rootHash,
  };

  const find = async (path: string, links = 0): Promise<Step> => {
    let found = root;
    const parts = path === '' ? [] : path.split('/');
    for (const [index, part] of parts.entries()) {
      if (found.entry.kind !== 'directory') return 'absent';
      const directory = found.entry.hash;
      const entry = (await store.entries(directory)).find(({ name }) => name === part);
      if (!entry) return 'absent';
      if (entry.kind === 'link') {
        return await follow({ entry, directory }, parts.slice(0, index).join('/'), parts.slice(index + 1), links);
      }
      found = { entry, directory };
    }
    return found.entry.kind === 'submodule' ? { refused: 'is a submodule, which is not fetched' } : found;
  };

  const follow = async (
    { entry, directory }: Found,
    at: string,
    rest: readonly string[],
    links: number,
  ): Promise<Step> => {
    if (links === maxLinks) return { refused: 'is part of a loop of links' };
    const target = Buffer.from(await store.read(entry.hash, directory)).toString('utf8');
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
      size: await store.size(step.entry.hash, step.directory),
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
      const { entry } = await demand(directory);
      if (entry.kind !== 'directory') throw new Problem('NotFound', `${display(directory)} is not a directory`);
      const entries = await store.entries(entry.hash);
      account.listed(directory, entries.length);
      const listed: TreeEntry[] = [];
      for (const item of entries) {
        const inside = joinPath(directory, item.name);
        const step: Step =
          item.kind === 'file' || item.kind === 'directory'
            ? { entry: item, directory: entry.hash }
            : await find(inside);
        listed.push(...[await entryAt(inside, step)].filter((listedEntry) => listedEntry !== undefined));
      }
      return listed.toSorted((a, b) => byteOrder(a.name, b.name));
    },
    read: async (path) => {
      const normal = treePath(path);
      const { entry, directory } = await demand(normal);
      if (entry.kind !== 'file') {
        throw new Problem('InvalidInput', 'the path is a directory, not a file', { where: display(normal) });
      }
      account.reading(normal, await store.size(entry.hash, directory), display(normal));
      return await store.read(entry.hash, directory);
    },
    treeHash: async (path) => {
      const step = await find(treePath(path));
      return typeof step === 'object' && 'entry' in step ? step.entry.hash : undefined;
    },
  };
}
