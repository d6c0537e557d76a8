import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Tree } from '../tree.ts';
import { walk } from '../walk.ts';
import { fromHere, openDirectory } from './open.ts';

let root: string;
const limits = { fileBytes: 1_000, totalBytes: 1_500, files: 10 };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tug-tree-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(path: string, content = path): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content);
}

async function paths(tree: Tree): Promise<string[]> {
  return (await Array.fromAsync(walk(tree, ''))).map(({ path }) => path);
}

test('lists in byte order and reads', async () => {
  for (const path of ['b', 'a/z', 'a/Z', 'ä', 'a-b']) await write(path);
  const tree = await openDirectory(root);
  expect(await paths(tree)).toEqual(['a/Z', 'a/z', 'a-b', 'b', 'ä']);
  expect(Buffer.from(await tree.read('./a//z')).toString()).toBe('a/z');
  expect(await tree.stat('nope')).toBeUndefined();
  expect(await tree.stat('b/under-a-file')).toBeUndefined();
});

test('paths are shown as they were given', async () => {
  const tree = await openDirectory(root, { display: 'deploy' });
  expect(tree.display('a/b.yaml')).toBe('deploy/a/b.yaml');
  await expect(tree.read('gone.yaml')).rejects.toThrow('deploy/gone.yaml is not there');
});

test.each(['../x', '/etc/passwd', 'a/../../x'])('%s leaves the root and is refused', async (path) => {
  await expect((await openDirectory(root)).read(path)).rejects.toThrow('leaves the tree');
});

test('links inside the root are followed; others are listed as what they are and refused when read', async () => {
  await write('real/x.yaml');
  await symlink('real', join(root, 'link'));
  await symlink('/etc/passwd', join(root, 'out.yaml'));
  await symlink('nowhere', join(root, 'dangling.yaml'));
  await symlink('loop.yaml', join(root, 'loop.yaml'));
  const tree = await openDirectory(root, { display: 'd' });
  expect((await tree.list('')).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'dangling.yaml other',
    'link directory',
    'loop.yaml other',
    'out.yaml other',
    'real directory',
  ]);
  expect(Buffer.from(await tree.read('link/x.yaml')).toString()).toBe('real/x.yaml');
  await expect(tree.read('out.yaml')).rejects.toThrow('the path is a link out of d');
  await expect(tree.read('dangling.yaml')).rejects.toThrow('the path is a link that leads nowhere');
  await expect(tree.read('loop.yaml')).rejects.toThrow('the path is part of a loop of links');
});

test('directories that link to each other are walked once', async () => {
  await write('a/x');
  await write('b/y');
  await symlink('../b', join(root, 'a/to-b'));
  await symlink('../a', join(root, 'b/to-a'));
  await symlink('.', join(root, 'a/self'));
  const tree = await openDirectory(root);
  expect(await paths(tree)).toEqual([
    'a/self',
    'a/to-b/to-a',
    'a/to-b/y',
    'a/x',
    'b/to-a/self',
    'b/to-a/to-b',
    'b/to-a/x',
    'b/y',
  ]);
  await expect(tree.list('a/self')).rejects.toThrow('is a link to a directory that it lies in');
});

test('pipes are refused and do not hang', async () => {
  execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
  const tree = await openDirectory(root);
  expect(await tree.stat('pipe.yaml')).toMatchObject({ kind: 'other' });
  await expect(tree.read('pipe.yaml')).rejects.toThrow('is a pipe, not a file');
});

test('a large file is an error only when it is read, and the sum of what is read is bounded', async () => {
  await write('large', 'x'.repeat(1_001));
  await write('a', 'x'.repeat(900));
  await write('b', 'x'.repeat(900));
  const tree = await openDirectory(root, { limits });
  expect(await tree.stat('large')).toMatchObject({ size: 1_001 });
  await expect(tree.read('large')).rejects.toThrow('more than the 1 MB that one file may have');
  await tree.read('a');
  await tree.read('a');
  await expect(tree.read('b')).rejects.toThrow('the files read are more than');
});

test('the number of entries is bounded', async () => {
  for (let i = 0; i < 11; i++) await write(`f${i}`);
  await expect((await openDirectory(root, { limits })).list('')).rejects.toThrow('more than 10 files');
});

test('what lies in .git is not there', async () => {
  await write('.git/config');
  await write('x');
  const tree = await openDirectory(root);
  expect(await paths(tree)).toEqual(['x']);
  await expect(tree.read('.git/config')).rejects.toThrow('is not there');
});

test.each([
  ['/home/ada/app', '/home/ada/app', '.'],
  ['/home/ada/app/deploy', '/home/ada/app', 'deploy'],
  ['/home/ada/other', '/home/ada/app', '../other'],
  ['/tmp/x', '/home/ada/app', '/tmp/x'],
])('%s seen from %s is shown as %s', (path, here, shown) => {
  expect(fromHere(path, here)).toBe(shown);
});
