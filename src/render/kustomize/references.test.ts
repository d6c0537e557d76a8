import { expect, test } from 'vitest';
import { chartDirectories, fetchedReferences, references } from './references.ts';
import { isRemote } from './remote.ts';

test('every text may be a path, the part after `=` too', () => {
  const kustomization = {
    resources: ['a.yaml', '../b'],
    configMapGenerator: [{ files: ['key=dir/c.txt'] }],
    patches: [{ patch: 'a\nb' }],
  };
  expect(references(kustomization)).toEqual(['a.yaml', '../b', 'key=dir/c.txt', 'dir/c.txt']);
});

test('charts are looked for where Kustomize pulls them to', () => {
  expect(chartDirectories({ helmCharts: [{ name: 'a' }, { name: 'b', version: '1', repo: 'x' }] })).toEqual([
    'charts/a',
    'charts/b',
    'charts/b-1/b',
  ]);
  expect(chartDirectories({ helmCharts: [{ name: 'a' }], helmGlobals: { chartHome: '../home' } })).toEqual([
    '../home/a',
  ]);
});

test('a kustomization that is none names nothing', () => {
  expect([references(null), fetchedReferences(null), chartDirectories(undefined)]).toEqual([[], [], []]);
});

test.each([
  ['https://github.com/org/repo', true],
  ['git@github.com:org/repo.git', true],
  ['git::https://host/repo', true],
  ['github.com/org/repo/deploy?ref=v1', true],
  ['ssh://git@host/repo', true],
  ['../base', false],
  ['deploy/prod', false],
  ['configs.d/a', false],
  ['a.yaml', false],
])('%s is remote: %s', (reference, remote) => {
  expect(isRemote(reference)).toBe(remote);
});
