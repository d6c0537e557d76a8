import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from '../lib/cache.ts';
import { sha256Hex } from '../lib/digest.ts';
import { withLock } from '../lib/lock.ts';
import type { GitAccess } from './access.ts';
import { DamagedMirror } from './failure.ts';
import { objectsOf } from './objects.ts';
import { runGit } from './run.ts';

/** A bare repository in the cache that holds what was fetched of another. */
export interface Mirror {
  readonly directory: string;
  readonly url: string;
  readonly access: GitAccess;
}

/** `space` keeps apart what different readers may see: who has not the same credential does not read the same mirror. */
export function mirrorOf(url: string, access: GitAccess, space = ''): Mirror {
  return { directory: join(mirrorsDirectory(), `${sha256Hex(`${url}${space}`).slice(0, 32)}.git`), url, access };
}

export function mirrorsDirectory(): string {
  return join(cacheDirectory(), 'git');
}

const epochs = new Map<string, number>();

/** Another number than before means that the mirror was made anew, and that nothing is known of what it holds. */
export function epochOf({ directory }: Mirror): number {
  return epochs.get(directory) ?? 0;
}

/** Does what changes a mirror, alone. One that a crash left damaged is made anew, and `work` done again. */
export async function changing<T>(mirror: Mirror, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const options = { timeoutMs: 600_000, holder: `another fetch of ${mirror.url}`, signal };
  return await withLock(`${mirror.directory}.lock`, options, async () => {
    try {
      await prepare(mirror);
      return await work();
    } catch (error) {
      if (!(error instanceof DamagedMirror)) throw error;
      await discard(mirror);
      await prepare(mirror);
      return await work();
    }
  });
}

async function prepare({ directory, url }: Mirror): Promise<void> {
  if (existsSync(join(directory, 'HEAD'))) return;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await runGit(['init', '--quiet', '--bare', '--template=', directory], { about: url });
  await runGit(['config', 'remote.origin.url', url], { directory, about: url });
}

async function discard({ directory }: Mirror): Promise<void> {
  epochs.set(directory, (epochs.get(directory) ?? 0) + 1);
  objectsOf(directory).reset();
  await rm(directory, { recursive: true, force: true });
}

/** Below, a mirror is small whatever it holds. */
const smallBytes = 64 * 2 ** 20;
const growth = 3;
const manyPacks = 50;

/**
 * Keeps a mirror from growing for ever; call it before something new is fetched. git's own pruning keeps all that came from a server that
 * leaves blobs out, so a mirror of more than three times its first size is made anew, and many small packs become one.
 */
export async function tidy(mirror: Mirror): Promise<void> {
  const { directory, url } = mirror;
  const { count, bytes } = await packsOf(mirror);
  if (count === 0) return;
  const file = join(directory, 'first-size');
  const first = Number(await readFile(file, 'utf8').catch(() => Number.NaN));
  if (!(first > 0)) await writeFile(file, String(bytes));
  else if (bytes > Math.max(smallBytes, growth * first)) {
    await discard(mirror);
    await prepare(mirror);
  } else if (count > manyPacks) await runGit(['repack', '-a', '-d', '-q'], { directory, about: url });
}

/** Packs, and what is still being received. */
export async function packsOf({ directory }: Mirror): Promise<{ readonly count: number; readonly bytes: number }> {
  const packs = join(directory, 'objects/pack');
  const names = (await readdir(packs).catch(() => [])).filter((name) => /\.pack$|^tmp_pack/.test(name));
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(packs, name)).catch(() => undefined))?.size),
  );
  return { count: names.length, bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) };
}

const staleMs = 7 * 86_400_000;
let swept = 0;

/** Notes that the mirror is in use; once a day removes those that were not for a week. Those never noted are not of this kind, and stay. */
export async function noteUse({ directory }: Mirror, now: number): Promise<void> {
  const mark = join(directory, 'used');
  await utimes(mark, now / 1_000, now / 1_000).catch(() => writeFile(mark, '').catch(() => undefined));
  if (now - swept < 86_400_000) return;
  swept = now;
  for (const name of await readdir(mirrorsDirectory()).catch(() => [])) {
    const other = join(mirrorsDirectory(), name);
    const used = await stat(join(other, 'used')).catch(() => undefined);
    if (used && now - used.mtimeMs > staleMs) await rm(other, { recursive: true, force: true });
  }
}
