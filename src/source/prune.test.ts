import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pruneFolder } from './prune.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tug-prune-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const now = 1_700_000_000_000;

async function file(path: string, bytes: number, secondsAgo: number): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), Buffer.alloc(bytes));
  const at = new Date(now - secondsAgo * 1_000);
  await utimes(join(root, path), at, at);
}

async function left(): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();
}

test('what was not used for the longest goes, until a quarter is free', async () => {
  await file('a/old', 40, 300);
  await file('b/older', 40, 400);
  await file('b/new', 40, 10);
  await pruneFolder(root, 120, now);
  expect(await left()).toEqual(['new', 'old', 'older']);
  await file('c/newest', 1, 0);
  await pruneFolder(root, 120, now);
  expect(await left()).toEqual(['new', 'newest', 'old']);
});

test('what a broken process left is removed, and what one is writing is not', async () => {
  await file('a/x.1', 1, 4_000);
  await file('a/x.2', 1, 10);
  await pruneFolder(root, 100, now);
  expect(await left()).toEqual(['x.2']);
});

test('a folder that is not there is no failure', async () => {
  await pruneFolder(join(root, 'gone'), 1, now);
  expect(await left()).toEqual([]);
});
