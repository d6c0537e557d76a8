import { fetchObjects, missingUnder } from '../../git/blobs.ts';
import type { Mirror } from '../../git/fetch.ts';
import { objectsOf } from '../../git/objects.ts';
import { type GitEntry, parseTree } from './entries.ts';
import type { GitStore } from './tree.ts';

/** Up to so many blobs, everything under a directory is fetched when something in it is read; beyond, only what lies directly in it. */
const eagerBlobs = 2_000;

/** The objects of a mirror. Blobs that the server kept come when a directory that lists them is read, all of it in one exchange. */
export function mirrorStore(mirror: Mirror, signal?: AbortSignal): GitStore {
  const objects = objectsOf(mirror.directory);
  const trees = new Map<string, Promise<readonly GitEntry[]>>();
  /** Tree objects whose blobs are all here: the directory's own, or everything under it. */
  const present = new Map<string, Promise<void>>();

  const entries = (hash: string): Promise<readonly GitEntry[]> => {
    const known = trees.get(hash) ?? objects.contents(hash).then(({ bytes }) => parseTree(bytes, hash.length / 2));
    trees.set(hash, known);
    return known;
  };

  const markPresent = async (hash: string): Promise<void> => {
    present.set(hash, Promise.resolve());
    for (const entry of await entries(hash)) {
      if (entry.kind === 'directory' && !present.has(entry.hash)) await markPresent(entry.hash);
    }
  };

  const bring = async (directory: string): Promise<void> => {
    const missing = await missingUnder(mirror, directory);
    if (missing.length <= eagerBlobs) {
      await fetchObjects(mirror, missing, signal);
      await markPresent(directory);
      return;
    }
    const own = new Set((await entries(directory)).map(({ hash }) => hash));
    await fetchObjects(
      mirror,
      missing.filter((hash) => own.has(hash)),
      signal,
    );
  };

  const ensure = (directory: string): Promise<void> => {
    const known = present.get(directory) ?? bring(directory);
    present.set(directory, known);
    return known;
  };

  return {
    entries,
    size: async (hash, directory) => {
      await ensure(directory);
      return (await objects.info(hash)).size;
    },
    read: async (hash, directory) => {
      await ensure(directory);
      return (await objects.contents(hash)).bytes;
    },
  };
}
