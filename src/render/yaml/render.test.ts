import { expect, test } from 'vitest';
import { Problem } from '../../lib/errors.ts';
import { memoryTree } from '../../source/memory.ts';
import type { Rendered } from '../types.ts';
import { renderYaml } from './render.ts';

function render(files: Record<string, string | Uint8Array>, path = ''): Promise<Rendered> {
  const entries = Object.entries(files).map(
    ([name, content]) => [name, { bytes: Buffer.from(content), executable: false }] as const,
  );
  const tree = memoryTree(new Map(entries), { revision: 'r', origin: 'd' });
  return renderYaml({ tree, path, capabilities: { kubeVersion: 'v1.36.3', apiVersions: [] } });
}

async function problem(files: Record<string, string | Uint8Array>): Promise<string> {
  try {
    await render(files);
  } catch (error) {
    if (error instanceof Problem) return `${error.code} ${error.where} ${error.message}`;
    throw error;
  }
  return 'no problem';
}

const map = (name: string, more = ''): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${more}}\n`;

function names({ objects }: Rendered): string[] {
  return objects.map(({ object, origin }) => `${object.metadata.name} ${origin.file}:${origin.line}`);
}

test('takes every manifest under a directory, by path and then as written', async () => {
  const rendered = await render({
    'b.yml': `${map('b1')}---\n# nothing\n---\n${map('b2')}`,
    'a/z.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "z"}}',
    'a-b.yaml': map('ab'),
    'README.md': 'not: a: manifest',
    '.hidden.yaml': '[',
    '.github/workflow.yaml': 'on: push',
  });
  expect(names(rendered)).toEqual(['ab a-b.yaml:1', 'z a/z.json:1', 'b1 b.yml:1', 'b2 b.yml:7']);
  expect(rendered.reads).toEqual(['', 'a-b.yaml', 'a/z.json', 'b.yml']);
});

test('takes a single file, whatever it is called', async () => {
  const rendered = await render({ 'x/one.txt': map('one'), 'x/two.yaml': map('two') }, 'x/one.txt');
  expect(names(rendered)).toEqual(['one x/one.txt:1']);
  expect(rendered.reads).toEqual(['x/one.txt']);
});

test('Lists are flattened, of any kind', async () => {
  const rendered = await render({
    'l.yaml':
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n---\n{apiVersion: v1, kind: ConfigMapList, items: []}',
  });
  expect(names(rendered)).toEqual(['a l.yaml:1', 'b l.yaml:1']);
});

test('Apps, kustomizations and charts are left to those who read them', async () => {
  const rendered = await render({
    'app.yaml': 'apiVersion: tug.dev/v1alpha1\nkind: App\nmetadata: {name: shop}\nspec: {}',
    'x.yaml': map('x'),
    'kustomization.yaml': 'resources: [x.yaml]',
    'overlay/kustomization.yaml': 'resources: [..]',
    'overlay/patch.yaml': 'spec: {}',
    'chart/Chart.yaml': 'name: c',
    'chart/templates/t.yaml': '{{ x }}',
  });
  expect(names(rendered)).toEqual(['x x.yaml:1']);
  expect(rendered.warnings).toEqual([
    'd/chart is a Helm chart and is not part of these plain manifests; render it by itself',
    'd/overlay is a kustomization and is not part of these plain manifests; render it by itself',
  ]);
});

test('a directory without manifests gives nothing and says so', async () => {
  expect((await render({ 'README.md': '' })).warnings).toEqual(['there is no *.yaml, *.yml or *.json file in d']);
});

test('CRLF and a byte order mark are read', async () => {
  expect(names(await render({ 'x.yaml': `\ufeff${map('x')}---\n${map('w')}`.replaceAll('\n', '\r\n') }))).toEqual([
    'x x.yaml:1',
    'w x.yaml:5',
  ]);
});

test.each<[string, string | Uint8Array, string]>([
  ['text', 'hello', 'InvalidInput d/x.yaml:1 the document is plain text, not a Kubernetes object'],
  ['a list', '- a', 'InvalidInput d/x.yaml:1 the document is a list, not a Kubernetes object'],
  ['no kind', 'apiVersion: v1\nmetadata: {name: x}', 'InvalidInput d/x.yaml:1 the document has no kind'],
  ['no apiVersion', '# c\nkind: Pod\nmetadata: {name: x}', 'InvalidInput d/x.yaml:2 the document has no apiVersion'],
  [
    'apiVersion 1',
    'apiVersion: 1\nkind: Pod',
    'InvalidInput d/x.yaml:1 apiVersion of the document is the number 1, not text',
  ],
  ['no metadata', 'apiVersion: v1\nkind: Pod', 'InvalidInput d/x.yaml:1 the document has no metadata.name'],
  ['no name', 'apiVersion: v1\nkind: Pod\nmetadata: {}', 'InvalidInput d/x.yaml:1 the document has no metadata.name'],
  [
    'a name that is a number',
    map('123'),
    'InvalidInput d/x.yaml:1 metadata.name of the document is the number 123, not text',
  ],
  [
    'a name that is a boolean',
    map('yes'),
    'InvalidInput d/x.yaml:1 metadata.name of the document is the boolean true, not text',
  ],
  [
    'a bad item',
    'apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, metadata: {name: a}}, {}]',
    'InvalidInput d/x.yaml:1 item 2 of the List has no apiVersion',
  ],
  [
    'a twin',
    `${map('x', ', namespace: ns')}---\n${map('x')}---\n${map('x', ', namespace: ns')}`,
    'InvalidInput d/x.yaml:9 ConfigMap ns/x is written twice, the first time at d/x.yaml:1',
  ],
  ['a duplicate key', `${map('x')}kind: Pod`, 'InvalidInput d/x.yaml:4 the key "kind" is written twice in one map'],
  ['binary', new Uint8Array([0x7f, 0, 0xff]), 'InvalidInput d/x.yaml the file is binary, not text'],
  ['Latin-1', Buffer.from(`${map('x')}data: {a: ä}`, 'latin1'), 'InvalidInput d/x.yaml:4 this line is not UTF-8'],
])('%s is refused with its place', async (_, content, sentence) => {
  expect(await problem({ 'x.yaml': content })).toBe(sentence);
});
