import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a broken process left unfinished is removed after so long. */
const unfinishedMs = 3_600_000;

/**
 * Removes files under `root`, the least recently used first by their time of modification, until they have no more than three quarters of
 * `maxBytes`; nothing when they have no more than `maxBytes`. Others may remove files at the same time.
 */
export async function pruneFolder(root: string, maxBytes: number, now: number = Date.now()): Promise<void> {
  const names = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: { path: string; bytes: number; used: number }[] = [];
  for (const name of names) {
    if (!name.isFile()) continue;
    const path = join(name.parentPath, name.name);
    const stats = await stat(path).catch(() => undefined);
    if (!stats) continue;
    if (name.name.includes('.') && now - stats.mtimeMs > unfinishedMs) await rm(path, { force: true });
    else files.push({ path, bytes: stats.size, used: stats.mtimeMs });
  }
  let total = 0;
  for (const { bytes } of files) total += bytes;
  if (total <= maxBytes) return;
  for (const { path, bytes } of files.toSorted((a, b) => a.used - b.used)) {
    if (total <= maxBytes * 0.75) return;
    await rm(path, { force: true });
    total -= bytes;
  }
}
