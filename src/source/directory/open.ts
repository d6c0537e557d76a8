import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { messageOf, Problem } from '../../lib/errors.ts';
import { budget } from '../budget.ts';
import { baseName, byteOrder, joinPath, parentPath, treePath } from '../path.ts';
import type { Tree, TreeEntry, TreeLimits } from '../tree.ts';

export interface DirectoryOptions {
  /** What stands for the root in messages; the path from the working directory when left out. */
  readonly display?: string | undefined;
  readonly limits?: TreeLimits | undefined;
}

/** What a path turned out to be on disk. */
type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'here'; readonly real: string; readonly stats: Stats };

/**
 * A local directory as a tree. Nothing is read before it is asked for, and what lies in `.git` is not there. The file system is called
 * synchronously: for many small files that takes a third of the time, and who pushes a directory has nothing else to do meanwhile.
 */
export async function openDirectory(root: string, options: DirectoryOptions = {}): Promise<Tree> {
  const absolute = resolve(root);
  const realRoot = realpathSync.native(absolute);

  const shown = options.display ?? fromHere(absolute);
  const account = budget(options.limits);
  const display = (path: string): string => (path === '' ? shown : join(shown, path));

  /** Without this a walk would follow a link to a directory above it for ever. */
  const holdsItself = (path: string, real: string): boolean => {
    for (let above = path; above !== '';) {
      above = parentPath(above);
      if (realpathSync.native(join(realRoot, above)) === real) return true;
    }
    return false;
  };

  const find = (path: string): Found => {
    if (path.split('/').includes('.git')) return { kind: 'absent' };
    try {
      const real = realpathSync.native(join(realRoot, path));
      if (real !== realRoot && !real.startsWith(realRoot + sep)) {
        return { kind: 'refused', why: `is a link out of ${shown}` };
      }
      const stats = statSync(real);
      if (stats.isDirectory() && real !== join(realRoot, path) && holdsItself(path, real)) {
        return { kind: 'refused', why: 'is a link to a directory that it lies in' };
      }
      return stats.isFile() || stats.isDirectory()
        ? { kind: 'here', real, stats }
        : { kind: 'refused', why: special(stats) };
    } catch (error) {
      return missing(error as NodeJS.ErrnoException, join(realRoot, path));
    }
  };

  const demand = (path: string): Found & { kind: 'here' } => {
    const found = find(path);
    if (found.kind === 'here') return found;
    const where = display(path);
    if (found.kind === 'absent') throw new Problem('NotFound', `${where} is not there`);
    throw new Problem('InvalidInput', `the path ${found.why}`, { where });
  };

  const entryOf = (path: string): TreeEntry | undefined => {
    const found = find(path);
    if (found.kind === 'absent') return undefined;
    const name = baseName(path);
    if (found.kind === 'refused') return { path, name, kind: 'other', size: 0, executable: false };
    if (found.stats.isDirectory()) return { path, name, kind: 'directory', size: 0, executable: false };
    return { path, name, kind: 'file', size: found.stats.size, executable: (found.stats.mode & 0o111) !== 0 };
  };

  return {
    revision: 'local',
    origin: shown,
    display,
    stat: async (path) => entryOf(treePath(path)),
    list: async (directory) => {
      const path = treePath(directory);
      const { real, stats } = demand(path);
      if (!stats.isDirectory()) throw new Problem('NotFound', `${display(path)} is not a directory`);
      const names = readdirSync(real);
      account.listed(path, names.length);
      const entries = names.map((name) => entryOf(joinPath(path, name)));
      return entries.filter((entry) => entry !== undefined).toSorted((a, b) => byteOrder(a.name, b.name));
    },
    read: async (path) => {
      const normal = treePath(path);
      const { real } = demand(normal);
      return readBounded(real, (bytes) => account.reading(normal, bytes, display(normal)), display(normal));
    },
  };
}

/** The path as it would be typed here: relative, or absolute where that is shorter. */
export function fromHere(absolute: string, here: string = process.cwd()): string {
  const path = relative(here, absolute);
  if (path === '') return '.';
  return path.length > absolute.length ? absolute : path;
}

/** O_NONBLOCK: a pipe that took the file's place meanwhile must not hang the read. */
function readBounded(real: string, allow: (bytes: number) => void, shown: string): Uint8Array {
  const handle = openAt(real, shown);
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) throw new Problem('InvalidInput', 'the path is not a file', { where: shown });
    allow(stats.size);
    const bytes = readFileSync(handle);
    allow(bytes.length);
    return bytes;
  } finally {
    closeSync(handle);
  }
}

function openAt(real: string, shown: string): number {
  try {
    return openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    const denied = (error as NodeJS.ErrnoException).code === 'EACCES';
    const why = denied ? 'permission denied' : messageOf(error);
    throw new Problem('InvalidInput', `the file cannot be read: ${why}`, { where: shown });
  }
}

function missing(error: NodeJS.ErrnoException, absolute: string): Found {
  if (error.code === 'ELOOP') return { kind: 'refused', why: 'is part of a loop of links' };
  if (error.code === 'EACCES') return { kind: 'refused', why: 'may not be read: permission denied' };
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return isLink(absolute) ? { kind: 'refused', why: 'is a link that leads nowhere' } : { kind: 'absent' };
}

function isLink(absolute: string): boolean {
  try {
    return lstatSync(absolute).isSymbolicLink();
  } catch {
    return false;
  }
}

function special(stats: Stats): string {
  if (stats.isFIFO()) return 'is a pipe, not a file';
  if (stats.isSocket()) return 'is a socket, not a file';
  return 'is a device, not a file';
}
