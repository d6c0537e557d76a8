import { type ArchiveFile, packTarGzip } from '../../lib/archive.ts';
import { Problem } from '../../lib/errors.ts';
import { baseName } from '../path.ts';
import { type Tree, treeLimits } from '../tree.ts';
import { walk } from '../walk.ts';

export interface Packed {
  readonly bytes: Uint8Array;
  /** Paths in the archive. */
  readonly paths: readonly string[];
}

/** Everything under a directory of a tree, or one file of it, by the path it has in the archive. What cannot be read is a Problem. */
export async function filesUnder(tree: Tree, path: string): Promise<Map<string, ArchiveFile>> {
  const files = new Map<string, ArchiveFile>();
  const add = async (from: string, to: string, executable: boolean): Promise<void> => {
    if (/[\\\0]/.test(to)) throw new Problem('InvalidInput', `${JSON.stringify(to)} is no name that can be packed`);
    files.set(to, { bytes: await tree.read(from), executable });
  };
  const entry = path === '' ? undefined : await tree.stat(path);
  if (entry?.kind === 'file') {
    await add(path, baseName(path), entry.executable);
    return files;
  }
  const prefix = path === '' ? 0 : path.length + 1;
  for await (const inside of walk(tree, path)) await add(inside.path, inside.path.slice(prefix), inside.executable);
  if (files.size > 0) return files;
  throw new Problem('InvalidInput', `${tree.display(path)} holds no files`);
}

/** The same files give the same bytes: sorted, and without times, owners and the name of the system they were packed on. */
export async function pack(files: ReadonlyMap<string, ArchiveFile>): Promise<Packed> {
  if (files.size > treeLimits.files) {
    throw new Problem(
      'LimitExceeded',
      `these are ${files.size} files, more than the ${treeLimits.files} of an artifact`,
    );
  }
  const bytes = Uint8Array.from(await packTarGzip(files));
  // RFC 1952 §2.3: the operating system; 255 is "unknown".
  bytes[9] = 255;
  return { bytes, paths: [...files.keys()] };
}
