import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sleep } from './async.ts';
import { Problem } from './errors.ts';

/**
 * A lock between processes that cannot go stale: the kernel drops it with the process that held it, however that ended.
 * Node has no flock(2); SQLite's exclusive transaction is a kernel lock on the file on every system and also excludes
 * two holders within one process, so an otherwise unused database file serves as the lock.
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

/** Runs `work` while this process, and no other, holds the lock file at `path`; the file is gone afterwards. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const until = Date.now() + options.timeoutMs;
  let held = tryLock(path);
  if (!held) options.onWait?.();
  while (!held) {
    if (Date.now() > until) {
      throw new Problem('Timeout', `Gave up waiting for ${options.holder}`, {
        where: path,
        hint: 'end that process, then try again',
      });
    }
    await sleep(pollMs, options.signal);
    held = tryLock(path);
  }
  try {
    return await work();
  } finally {
    // Removed while still held: whoever opened this file meanwhile will notice that the path names another file.
    rmSync(path, { force: true });
    held.close();
  }
}

/**
 * The file may be removed by a holder who is done between our opening and our locking it; the lock then is on a file that
 * nobody else will find. So the path must name one and the same file before it was opened and after it was locked.
 */
function tryLock(path: string): DatabaseSync | undefined {
  closeSync(openSync(path, 'a', 0o600));
  const before = identity(path);
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    if (before !== undefined && before === identity(path)) return database;
  } catch (error) {
    if (!isBusy(error)) {
      database.close();
      throw new Problem('Environment', 'The lock file cannot be used', {
        where: path,
        hint: 'remove it, then try again',
        cause: error,
      });
    }
  }
  database.close();
  return undefined;
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
