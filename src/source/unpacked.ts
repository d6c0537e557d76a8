import type { MemoryFile } from './memory.ts';

export type Files = ReadonlyMap<string, MemoryFile>;

/** Unpacked bytes that are kept though nobody uses them at the moment. */
const idleBytes = 32 * 2 ** 20;

interface Idle {
  readonly key: string;
  readonly files: Files;
  readonly bytes: number;
}

const shared = new Map<string, WeakRef<Files>>();
const running = new Map<string, Promise<Files>>();
let idle: readonly Idle[] = [];
const gone = new FinalizationRegistry((key: string) => {
  if (shared.get(key)?.deref() === undefined) shared.delete(key);
});

/**
 * The files of an archive, unpacked once for all who have them open at the same time. `key` is the digest of the archive, with whatever
 * else decides what comes out of it. Small ones stay for a while after, so that a thousand Apps of one artifact unpack it once.
 */
export async function sharedFiles(key: string, unpack: () => Promise<Files>): Promise<Files> {
  const known = shared.get(key)?.deref();
  if (known) return known;
  const files = await (running.get(key) ?? begin(key, unpack));
  return files;
}

function begin(key: string, unpack: () => Promise<Files>): Promise<Files> {
  const work = unpack().then((files) => {
    shared.set(key, new WeakRef(files));
    gone.register(files, key);
    keepIdle(key, files);
    return files;
  });
  running.set(key, work);
  const end = (): void => void running.delete(key);
  work.then(end, end);
  return work;
}

function keepIdle(key: string, files: Files): void {
  const entry = { key, files, bytes: bytesOf(files) };
  let total = 0;
  idle = [entry, ...idle.filter((other) => other.key !== key)].filter(({ bytes }) => {
    total += bytes;
    return total <= idleBytes;
  });
}

function bytesOf(files: Files): number {
  let total = 0;
  for (const { bytes } of files.values()) total += bytes.length;
  return total;
}
