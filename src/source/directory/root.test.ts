import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { treeForTarget } from './root.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'tug-root-')));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(path: string, content = ''): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content);
}

async function rootAndPath(target: string): Promise<string> {
  const { tree, path } = await treeForTarget(join(root, target));
  return `${(await realpath(tree.origin)).slice(root.length)}|${path}`;
}

test('the root is the Git work tree that holds the target', async () => {
  await write('repo/.git/HEAD');
  await write('repo/deploy/prod/x.yaml');
  expect(await rootAndPath('repo/deploy/prod')).toBe('/repo|deploy/prod');
  expect(await rootAndPath('repo/deploy/prod/x.yaml')).toBe('/repo|deploy/prod/x.yaml');
  expect(await rootAndPath('repo')).toBe('/repo|');
});

test('without Git it is the outermost directory a kustomization reaches, through the ones it names', async () => {
  await write('k/overlays/prod/kustomization.yaml', 'resources: [../../base]\ncomponents: [extra]');
  await write(
    'k/overlays/prod/extra/kustomization.yaml',
    'configMapGenerator: [{name: c, files: [key=../../../../shared/c.txt]}]',
  );
  await write('k/base/kustomization.yaml', 'resources: [x.yaml]');
  await write('k/base/x.yaml');
  expect(await rootAndPath('k/overlays/prod')).toBe('/k|overlays/prod');
  await write('shared/c.txt');
  expect(await rootAndPath('k/overlays/prod')).toBe('|k/overlays/prod');
});

test('a chart reaches its file:// dependencies', async () => {
  await write('charts/app/Chart.yaml', 'dependencies: [{name: common, version: 1.x, repository: "file://../common"}]');
  await write('charts/common/Chart.yaml');
  expect(await rootAndPath('charts/app')).toBe('/charts|app');
});

test('otherwise it is the directory itself, whatever stands beside it', async () => {
  await write('a/b/x.yaml', 'a: ../../../..');
  expect(await rootAndPath('a/b')).toBe('/a/b|');
  expect(await rootAndPath('a/b/x.yaml')).toBe('/a/b|x.yaml');
});

test('a target that is a link means what it points to', async () => {
  await write('a/x.yaml');
  await symlink('a', join(root, 'link'));
  expect(await rootAndPath('link')).toBe('/a|');
});

test('a target that is not there is named', async () => {
  await expect(treeForTarget('no/such')).rejects.toThrow('there is no file or directory no/such');
});
