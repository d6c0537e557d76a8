import { beforeAll, describe, expect, test } from 'vitest';
import { compiledModule } from '../engine/module.ts';
import { engineTimeoutMs, inputOf, treeOf } from '../engine/testing.ts';
import type { Rendered } from '../types.ts';
import { kustomizationFile } from './detect.ts';
import { renderKustomize } from './render.ts';

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {v: x}\n';
const render = (files: Record<string, string>, path = '', overlay?: Record<string, unknown>): Promise<Rendered> =>
  renderKustomize(inputOf(files, { path }), overlay ? { overlay } : {});
const names = (rendered: Rendered): unknown[] => rendered.objects.map(({ object }) => object.metadata.name);

beforeAll(async () => void (await compiledModule()), engineTimeoutMs);

test('a kustomization file has one of three names', async () => {
  const tree = treeOf({
    'a/kustomization.yaml': '',
    'b/kustomization.yml': '',
    'c/Kustomization': '',
    'd/kustomize.yaml': '',
  });
  expect(await Promise.all(['a', 'b', 'c', 'd', ''].map((path) => kustomizationFile(tree, path)))).toEqual([
    'a/kustomization.yaml',
    'b/kustomization.yml',
    'c/Kustomization',
    undefined,
    undefined,
  ]);
});

test('bases beside and above, components and generated names work, and what was read is told', async () => {
  const rendered = await render(
    {
      'apps/over/prod/kustomization.yaml': 'namePrefix: p-\nresources: [../../../base]\ncomponents: [../../comp]\n',
      'apps/comp/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nconfigMapGenerator: [{name: gen, files: [key=f.txt]}]\n',
      'apps/comp/f.txt': 'hello',
      'base/kustomization.yaml': 'resources: [m.yaml]\n',
      'base/m.yaml': configMap,
      'base/unused.yaml': configMap,
    },
    'apps/over/prod',
  );
  expect(names(rendered)).toEqual([expect.stringMatching(/^p-gen-/), 'p-m']);
  expect(rendered.objects[1]?.origin).toEqual({ file: 'base/m.yaml', line: 1 });
  expect(rendered.reads).toEqual([
    'apps/comp/f.txt',
    'apps/comp/kustomization.yaml',
    'apps/over/prod/kustomization.yaml',
    'base/kustomization.yaml',
    'base/m.yaml',
  ]);
});

test('files that only a plugin’s configuration names are found', async () => {
  const rendered = await render({
    'kustomization.yaml': 'resources: [m.yaml]\ntransformers: [t.yaml]\n',
    'm.yaml': configMap,
    't.yaml': 'apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\npath: deep/p.yaml\n',
    'deep/p.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {v: patched}\n',
  });
  expect(rendered.objects[0]?.object.data).toEqual({ v: 'patched' });
});

describe('an overlay given as parameter', () => {
  const files = {
    'app/kustomization.yaml': 'resources: [m.yaml, d.yaml]\n',
    'app/m.yaml': configMap,
    'app/d.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: d}\nspec: {containers: [{name: a, image: nginx}]}\n',
    'app/p.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {v: patched}\n',
    'comp/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -c\n',
  };
  test('is laid over the target, its paths relative to it', async () => {
    const rendered = await render(files, 'app', {
      namePrefix: 'o-',
      images: [{ name: 'nginx', newTag: '2' }],
      patches: [{ path: 'p.yaml' }],
      components: ['../comp'],
    });
    expect(names(rendered)).toEqual(['o-m-c', 'o-d-c']);
    expect(rendered.objects[0]?.object.data).toEqual({ v: 'patched' });
    expect(rendered.objects[1]?.object.spec).toMatchObject({ containers: [{ image: 'nginx:2' }] });
    expect(rendered.objects[0]?.origin.file).toBe('app/m.yaml');
  });

  test('works on the root of the tree', async () => {
    const rendered = await render({ 'kustomization.yaml': 'resources: [m.yaml]\n', 'm.yaml': configMap }, '', {
      nameSuffix: '-z',
    });
    expect(names(rendered)).toEqual(['m-z']);
  });

  test('leaves the target’s sort order in force', async () => {
    const unsorted = {
      ...files,
      'app/kustomization.yaml': 'resources: [d.yaml, m.yaml]\nsortOptions: {order: fifo}\n',
    };
    expect(names(await render(unsorted, 'app', { namePrefix: 'o-' }))).toEqual(['o-d', 'o-m']);
  });
});

describe('refusals', () => {
  const cases: [string, Record<string, string>, { code: string; where?: string; message: RegExp }][] = [
    [
      'a remote base',
      { 'kustomization.yaml': 'resources:\n- github.com/org/repo//deploy?ref=v1\n' },
      {
        code: 'RenderFailed',
        where: 'src/kustomization.yaml:2',
        message: /remote base github.com\/org\/repo\/\/deploy\?ref=v1 is not fetched/,
      },
    ],
    [
      'a remote file',
      { 'kustomization.yaml': 'resources: ["https://example.com/a.yaml"]\n' },
      { code: 'RenderFailed', message: /remote base https:\/\/example.com\/a.yaml/ },
    ],
    [
      'a reference out of the tree',
      { 'kustomization.yaml': 'resources: [../../etc]\n' },
      {
        code: 'InvalidInput',
        where: 'src/kustomization.yaml:1',
        message: /\.\.\/\.\.\/etc leaves the files of this source/,
      },
    ],
    [
      'a missing file',
      { 'kustomization.yaml': 'resources: [a.yaml]\n' },
      { code: 'InvalidInput', where: 'src/kustomization.yaml:1', message: /^a.yaml does not exist$/ },
    ],
    [
      'a base with broken YAML',
      { 'kustomization.yaml': 'resources: [b]\n', 'b/kustomization.yaml': 'a: b: c\n' },
      { code: 'InvalidInput', where: 'src/b/kustomization.yaml', message: /^the kustomization cannot be read/ },
    ],
    [
      'a chart that is not vendored',
      { 'kustomization.yaml': 'helmCharts: [{name: redis, version: 1.2.3, repo: "https://r.example"}]\n' },
      { code: 'InvalidInput', message: /redis 1.2.3 of helmCharts, from repository https:\/\/r.example/ },
    ],
    ['no kustomization', { 'a.yaml': configMap }, { code: 'NotFound', message: /no kustomization file/ }],
  ];
  test.each(cases)('%s', async (_name, files, expected) => {
    const { message, ...rest } = expected;
    await expect(render(files)).rejects.toMatchObject({ ...rest, message: expect.stringMatching(message) as string });
  });
});
