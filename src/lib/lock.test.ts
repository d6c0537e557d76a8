import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sleep } from './async.ts';
import { withLock } from './lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));
const options = { timeoutMs: 20_000, holder: 'another test' };

test('of many that ask at once one holds the lock at a time, and no file remains', async () => {
  const path = join(directory, 'deep', 'one.lock');
  let holders = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    holders += 1;
    most = Math.max(most, holders);
    await sleep(5);
    holders -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, options, work)));
  expect(most).toBe(1);
  expect(readdirSync(join(directory, 'deep'))).toEqual([]);
});

test('a lock is released when the work fails', async () => {
  const path = join(directory, 'one.lock');
  await expect(withLock(path, options, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await withLock(path, options, () => Promise.resolve('held'))).toBe('held');
});

test('whoever waits too long is told for whom, and the holder keeps the lock', async () => {
  const path = join(directory, 'one.lock');
  let waited = 0;
  await withLock(path, options, async () => {
    const late = withLock(path, { ...options, timeoutMs: 150, onWait: () => (waited += 1) }, () => Promise.resolve());
    await expect(late).rejects.toMatchObject({ code: 'Timeout', message: 'Gave up waiting for another test' });
    expect(existsSync(path)).toBe(true);
  });
  expect(waited).toBe(1);
});

test('a killed holder leaves a file but no lock', async () => {
  const path = join(directory, 'one.lock');
  const lock = JSON.stringify(join(import.meta.dirname, 'lock.ts'));
  const script = `import { withLock } from ${lock};
    await withLock(${JSON.stringify(path)}, { timeoutMs: 1000, holder: 'x' }, () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000); }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const late = withLock(path, { ...options, timeoutMs: 150 }, () => Promise.resolve());
  await expect(late.finally(() => child.kill('SIGKILL'))).rejects.toMatchObject({ code: 'Timeout' });
  await once(child, 'exit');
  expect(existsSync(path)).toBe(true);
  expect(await withLock(path, options, () => Promise.resolve('mine'))).toBe('mine');
});
