import { fetchObjects, missingUnder } from '../../git/blobs.ts';
import { DamagedMirror, MissingObject } from '../../git/failure.ts';
import { bring, forget } from '../../git/fetch.ts';
import { epochOf, type Mirror } from '../../git/mirror.ts';
import { objectsOf } from '../../git/objects.ts';
import { byteCache } from './cache.ts';
import { type GitEntry, parseTree } from './entries.ts';
import type { GitStore } from './tree.ts';

/** Up to so many blobs, all that a commit lacks is fetched when the first is read; beyond, all of the directory, or what lies directly in it. */
const eagerBlobs = 5_000;

/** Tree objects of all mirrors, parsed. A thousand Apps that look at one commit read each of them once. */
const trees = byteCache<Promise<readonly GitEntry[]>>(64 * 2 ** 20);
/** An entry takes about so many times its bytes in the tree object when parsed. */
const parsedFactor = 5;

/** Of commits, by mirror, epoch and root: what each lacks. Shared, so that those who read at the same time fetch in one exchange. */
const lacks = byteCache<Lack>(64 * 2 ** 20);

interface Lack {
  /** Blobs that are still with the server. */
  readonly missing: Promise<Set<string>>;
  readonly fetching: Map<string, Promise<void>>;
  /** Where it is few enough: the exchange that brings all of it. */
  whole: Promise<void> | undefined;
  /** Asked for, and not yet under way. */
  wanted: Set<string>;
  next: Promise<void> | undefined;
  current: Promise<void>;
}

export interface CommitStore extends GitStore {
  /** Fetches all that the commit lacks, where that is not too much, so that it can be read without its server. */
  prefetch(): Promise<void>;
}

/** The objects of one commit in a mirror. Blobs that the server kept come when something is read, as many as possible in one exchange. */
export function commitStore(mirror: Mirror, commit: string, root: string, signal?: AbortSignal): CommitStore {
  const objects = objectsOf(mirror.directory);

  /** What is gone from the mirror, by whatever happened to it, is fetched once more. */
  const healed = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof MissingObject || error instanceof DamagedMirror)) throw error;
      objects.reset();
      forget(mirror);
      lacks.delete(keyOf(mirror, root));
      await bring(mirror, commit, signal);
      return await read();
    }
  };

  const entries = (hash: string): Promise<readonly GitEntry[]> => {
    const key = `${mirror.directory} ${hash}`;
    const found = trees.get(key);
    if (found) return found;
    const parsed = healed(() => objects.contents(hash)).then(({ bytes }) => {
      const list = parseTree(bytes, hash.length / 2);
      trees.set(key, parsed, bytes.length * parsedFactor);
      return list;
    });
    trees.set(key, parsed, 0);
    parsed.catch(() => trees.delete(key));
    return parsed;
  };

  const blobsUnder = async (directory: string, deep: boolean, into: Set<string>): Promise<Set<string>> => {
    for (const { kind, hash } of await entries(directory)) {
      if (kind === 'file' || kind === 'link') into.add(hash);
      if (deep && kind === 'directory') await blobsUnder(hash, deep, into);
    }
    return into;
  };

  const ensure = async (directory: string): Promise<void> => {
    const lack = lackOf(mirror, root);
    const missing = await lack.missing;
    if (missing.size === 0) return;
    if (lack.whole || missing.size <= eagerBlobs) return await fetchWhole(mirror, lack, missing, signal);
    const lacking = async (deep: boolean): Promise<string[]> =>
      [...(await blobsUnder(directory, deep, new Set()))].filter((hash) => missing.has(hash));
    const under = await lacking(true);
    const wanted = under.length <= eagerBlobs ? under : await lacking(false);
    await fetchTogether(mirror, lack, missing, wanted, signal);
  };

  return {
    entries,
    prefetch: () =>
      healed(async () => {
        const lack = lackOf(mirror, root);
        const missing = await lack.missing;
        if (missing.size > 0 && missing.size <= eagerBlobs) await fetchWhole(mirror, lack, missing, signal);
      }),
    size: (hash, directory) =>
      healed(async () => {
        await ensure(directory);
        return (await objects.info(hash)).size;
      }),
    read: (hash, directory) =>
      healed(async () => {
        await ensure(directory);
        return (await objects.contents(hash)).bytes;
      }),
  };
}

function keyOf(mirror: Mirror, root: string): string {
  return `${mirror.directory} ${epochOf(mirror)} ${root}`;
}

function lackOf(mirror: Mirror, root: string): Lack {
  const key = keyOf(mirror, root);
  const found = lacks.get(key);
  if (found) return found;
  const missing = missingUnder(mirror, root).then((hashes) => new Set(hashes));
  const lack: Lack = {
    missing,
    fetching: new Map(),
    whole: undefined,
    wanted: new Set(),
    next: undefined,
    current: Promise.resolve(),
  };
  lacks.set(key, lack, 1_000);
  missing.then(
    ({ size }) => lacks.set(key, lack, 1_000 + size * 100),
    () => lacks.delete(key),
  );
  return lack;
}

function fetchWhole(mirror: Mirror, lack: Lack, missing: Set<string>, signal: AbortSignal | undefined): Promise<void> {
  lack.whole ??= fetchTogether(mirror, lack, missing, [...missing], signal).finally(() => {
    lack.whole = undefined;
  });
  return lack.whole;
}

/** Whoever comes while an exchange is under way waits for the next, which takes what all of them want. */
async function fetchTogether(
  mirror: Mirror,
  lack: Lack,
  missing: Set<string>,
  hashes: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const waits = new Set<Promise<void>>();
  for (const hash of hashes) {
    const under = lack.fetching.get(hash);
    if (under) waits.add(under);
    else lack.wanted.add(hash);
  }
  if (hashes.some((hash) => lack.wanted.has(hash))) {
    lack.next ??= lack.current
      .catch(() => undefined)
      .then(async () => {
        const batch = [...lack.wanted];
        lack.wanted = new Set();
        lack.next = undefined;
        lack.current = fetchObjects(mirror, batch, signal);
        for (const hash of batch) lack.fetching.set(hash, lack.current);
        try {
          await lack.current;
          for (const hash of batch) missing.delete(hash);
        } finally {
          for (const hash of batch) lack.fetching.delete(hash);
        }
      });
    waits.add(lack.next);
  }
  await Promise.all(waits);
}
