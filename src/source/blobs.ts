import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../lib/cache.ts';
import { sha256Hex } from '../lib/digest.ts';
import { pruneFolder } from './prune.ts';

/** Of each folder. What is gone is fetched again. */
const maxFolderBytes = 2 ** 30;
/** The folder is looked through when so much was added to it since the last time. */
const pruneEvery = 2 ** 25;

const added = new Map<string, number>();

export interface CachedBlob {
  readonly folder: 'charts' | 'artifacts';
  /**
   * Repository that the bytes are of. Who can name a digest has not shown that it may read what has it: of another repository, it is
   * fetched again.
   */
  readonly of: string;
  readonly hex: string;
}

/**
 * The bytes whose sha256 is `hex`: from the cache when they are there and still what they should be, otherwise from `fetch`,
 * which must have verified them. Files appear whole, and a cache that cannot be written is done without. The cache is bounded: what was not
 * used for the longest goes first.
 */
export async function cachedBlob(
  { folder, of, hex }: CachedBlob,
  fetch: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const root = join(cacheDirectory(), folder, 'sha256');
  const file = join(root, sha256Hex(of).slice(0, 32), hex);
  const kept = await readFile(file).catch(() => undefined);
  if (kept && sha256Hex(kept) === hex) {
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
    return kept;
  }
  const bytes = await fetch();
  await keep(root, file, bytes).catch(() => undefined);
  return bytes;
}

async function keep(root: string, file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(partial, bytes, { flag: 'wx' });
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  // Another process may have filled it before this one began.
  const since = (added.get(root) ?? pruneEvery) + bytes.length;
  if (since < pruneEvery) return void added.set(root, since);
  added.set(root, 0);
  await pruneFolder(root, maxFolderBytes);
}
