import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../lib/digest.ts';

/** Documents kept between runs, under a name made of the server and the hash the server itself gave: another server cannot put words in its mouth. */

const mostFiles = 300;

export function documentName(server: string, url: string): string {
  return `${sha256Hex(`${server}\n${url}`)}.json`;
}

export async function readDocument(directory: string, name: string): Promise<unknown> {
  try {
    const path = join(directory, name);
    const text = await readFile(path, 'utf8');
    await utimes(path, new Date(), new Date());
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, readable by the owner alone. A cache that cannot be written (full disk, read-only home) is no failure. */
export async function writeDocument(directory: string, name: string, document: unknown): Promise<void> {
  const temporary = join(directory, `.${randomUUID()}`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(temporary, JSON.stringify(document), { mode: 0o600 });
    await rename(temporary, join(directory, name));
    await dropOldest(directory);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function dropOldest(directory: string): Promise<void> {
  const names = await readdir(directory);
  if (names.length <= mostFiles) return;
  const aged = await Promise.all(
    names.map(async (name) => ({ name, used: (await stat(join(directory, name))).mtimeMs })),
  );
  const oldest = aged.toSorted((a, b) => a.used - b.used).slice(0, names.length - mostFiles);
  await Promise.all(oldest.map(({ name }) => rm(join(directory, name), { force: true })));
}
