import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sleep } from './async.ts';
import { Problem } from './errors.ts';

/**
 * A lock between processes that cannot go stale: the kernel drops it with the process that held it, however that ended.
 * Node has no flock(2); SQLite's exclusive transaction is a kernel lock on the file on every system, so an otherwise unused
 * database file serves as the lock.
 */

export interface LockOptions {
  /** How long to wait for another holder. */
  readonly timeoutMs: number;
  /** What is being waited for, in the words of the error: "another build of etcd". */
  readonly holder: string;
  /** Called once, when the lock is found taken. */
  readonly onWait?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const pollMs = 100;

/**
 * What this process holds, by absolute path. Closing any descriptor of a file drops all POSIX locks its process has on
 * it, so a path that is held here must not even be opened; and a collected connection would drop its lock.
 */
const held = new Map<string, DatabaseSync>();

/** Runs `work` while this process, and no other, holds the lock file at `path`; the file is gone afterwards. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const file = resolve(path);
  mkdirSync(dirname(file), { recursive: true });
  const until = Date.now() + options.timeoutMs;
  let waiting = false;
  while (!tryLock(file)) {
    if (!waiting) options.onWait?.();
    waiting = true;
    if (Date.now() > until) {
      const hint = 'end that process, then try again';
      throw new Problem('Timeout', `Gave up waiting for ${options.holder}`, { where: path, hint });
    }
    await sleep(pollMs, options.signal);
  }
  try {
    return await work();
  } finally {
    // Removed while still held: whoever opened this file meanwhile will notice that the path names another file.
    rmSync(file, { force: true });
    held.get(file)?.close();
    held.delete(file);
  }
}

/**
 * The file may be removed by a holder who is done between our opening and our locking it; the lock then is on a file that
 * nobody else will find. So the path must name one and the same file before it was opened and after it was locked.
 */
function tryLock(file: string): boolean {
  if (held.has(file)) return false;
  closeSync(openSync(file, 'a', 0o600));
  const before = identity(file);
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    if (before !== undefined && before === identity(file)) {
      held.set(file, database);
      return true;
    }
  } catch (error) {
    if (!isBusy(error)) {
      database.close();
      const hint = 'remove it, then try again';
      throw new Problem('Environment', 'The lock file cannot be used', { where: file, hint, cause: error });
    }
  }
  database.close();
  return false;
}

/** Inode numbers are reused at once on some file systems; with the time of birth they are not. */
function identity(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}:${found.birthtimeNs}`;
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === sqliteBusy;
}
