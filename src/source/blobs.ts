import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../lib/cache.ts';
import { sha256Hex } from '../lib/digest.ts';

/**
 * The bytes whose sha256 is `hex`: from the cache when they are there and still what they should be, otherwise from `fetch`,
 * which must have verified them. Files appear whole, and a cache that cannot be written is done without.
 */
export async function cachedBlob(
  folder: 'charts' | 'artifacts',
  hex: string,
  fetch: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const file = join(cacheDirectory(), folder, 'sha256', hex.slice(0, 2), hex);
  const kept = await readFile(file).catch(() => undefined);
  if (kept && sha256Hex(kept) === hex) return kept;
  const bytes = await fetch();
  await keep(file, bytes).catch(() => undefined);
  return bytes;
}

async function keep(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(partial, bytes, { flag: 'wx' });
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
