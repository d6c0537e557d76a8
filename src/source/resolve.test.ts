import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packTarGzip } from '../lib/archive.ts';
import { resolveTarget } from './resolve.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'tug-resolve-')));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(path: string, content: string | Uint8Array = ''): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content);
}

async function kindOf(target: string): Promise<string> {
  const { kind, path } = await resolveTarget(join(root, target));
  return `${kind} ${path}`;
}

test('files and directories are told apart by what they hold', async () => {
  await write('plain/x.yaml', 'kind: ConfigMap');
  await write('plain/app.yaml', 'apiVersion: tug.dev/v1alpha1\nkind: App');
  await write('plain/broken.yaml', 'apiVersion: tug.dev/v1alpha1\nkind: App\nx: [');
  await write('chart/Chart.yaml');
  await write('k/kustomization.yaml');
  expect(await kindOf('plain')).toBe('directory ');
  expect(await kindOf('plain/x.yaml')).toBe('file x.yaml');
  expect(await kindOf('plain/app.yaml')).toBe('app app.yaml');
  expect(await kindOf('plain/broken.yaml')).toBe('app broken.yaml');
  expect(await kindOf('chart')).toBe('chart ');
  expect(await kindOf('chart/Chart.yaml')).toBe('chart ');
  expect(await kindOf('k/kustomization.yaml')).toBe('directory ');
});

test('a packaged chart becomes a tree whose root is the chart', async () => {
  const files = new Map(
    [
      ['web/Chart.yaml', 'name: web\nversion: 1.2.3'],
      ['web/templates/x.yaml', 'a: 1'],
      ['README', 'beside'],
    ].map(([path = '', text = '']) => [path, { bytes: Buffer.from(text), executable: false }] as const),
  );
  await write('web.tgz', await packTarGzip(files));
  const { tree, kind, path } = await resolveTarget(join(root, 'web.tgz'));
  expect([kind, path, tree.revision]).toEqual(['chart', '', '1.2.3']);
  expect((await tree.list('')).map(({ name }) => name)).toEqual(['Chart.yaml', 'templates']);
  expect(tree.display('templates/x.yaml')).toMatch(/web\.tgz\/templates\/x\.yaml$/);
});

test.each([
  ['no/such/file.yaml', 'there is no file or directory no/such/file.yaml'],
  ['https://example.com/charts', 'https://example.com/charts is not the URL of a packaged chart (.tgz)'],
  ['git@github.com:x/y.git', 'is a Git repository, which is named in an App'],
  ['oci://registry.example', 'is no OCI reference: it is not oci://registry/repository'],
  ['oci://registry.example/Upper', '"Upper" is no repository'],
])('%s is refused', async (target, why) => {
  await expect(resolveTarget(target)).rejects.toThrow(why);
});

test('an archive that is no chart is refused', async () => {
  await write('x.tgz', await packTarGzip(new Map([['a/b', { bytes: Buffer.from(''), executable: false }]])));
  await expect(resolveTarget(join(root, 'x.tgz'))).rejects.toThrow('is not a chart: it holds no Chart.yaml');
  await write('y.tgz', 'text');
  await expect(resolveTarget(join(root, 'y.tgz'))).rejects.toThrow('is not a tar archive, or is damaged');
});
