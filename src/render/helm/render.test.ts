import { beforeAll, describe, expect, test } from 'vitest';
import { compiledModule } from '../engine/module.ts';
import { engineTimeoutMs, helmParameters, inputOf, treeOf } from '../engine/testing.ts';
import type { LookupRequest, Rendered } from '../types.ts';
import { isChart } from './detect.ts';
import { renderHelm } from './render.ts';

const chart = { 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: "9"\n' };
const configMap = (data: string, name = 'm'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {v: ${data}}\n`;
const render = (files: Record<string, string>, more: Partial<typeof helmParameters> = {}): Promise<Rendered> =>
  renderHelm(inputOf({ ...chart, ...files }), { ...helmParameters, ...more });
const value = (rendered: Rendered): unknown => (rendered.objects[0]?.object.data as { v: unknown } | undefined)?.v;

beforeAll(async () => void (await compiledModule()), engineTimeoutMs);

test('a directory with a Chart.yaml and a packed chart are charts', async () => {
  const tree = treeOf({ 'a/Chart.yaml': '', 'b.tgz': '', 'c/values.yaml': '' });
  expect(await Promise.all(['a', 'b.tgz', 'c', '', 'gone.tgz'].map((path) => isChart(tree, path)))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('objects come in Helm’s order, hooks last, notes beside them, each with its template', async () => {
  const rendered = await render({
    'templates/a.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n---\n${configMap('x')}`,
    'templates/hook.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {helm.sh/hook: test}}\n`,
    'templates/NOTES.txt': 'Hello {{ .Release.Name }}',
  });
  expect(rendered.objects.map(({ object, origin }) => [object.kind, origin.file])).toEqual([
    ['ConfigMap', 'templates/a.yaml'],
    ['Deployment', 'templates/a.yaml'],
    ['Pod', 'templates/hook.yaml'],
  ]);
  expect(rendered.notes).toBe('Hello shop');
  expect(rendered.chart).toEqual({ name: 'shop', version: '1.2.3', appVersion: '9' });
  expect(rendered.reads).toContain('templates/a.yaml');
});

test('CRDs are given only when asked for', async () => {
  const files = {
    'crds/c.yaml': 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: c}\n',
  };
  expect((await render(files)).objects).toHaveLength(0);
  expect((await render(files, { includeCrds: true })).objects).toHaveLength(1);
});

test('release and capabilities are what the caller says', async () => {
  const text =
    '"{{ .Release.IsUpgrade }} {{ .Release.Revision }} {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.APIVersions.Has `a.b/v1` }}"';
  const input = inputOf(
    { ...chart, 'templates/a.yaml': configMap(text) },
    { capabilities: { kubeVersion: 'v1.30.2-gke.1', apiVersions: ['a.b/v1'] } },
  );
  expect(value(await renderHelm(input, { ...helmParameters, isUpgrade: true, revision: 7 }))).toBe('true 7 30 true');
});

test('files that .helmignore names are neither read nor rendered', async () => {
  const rendered = await render({
    '.helmignore': 'junk/\n*.bak\n',
    'junk/a.txt': 'x',
    'x.bak': 'x',
    'templates/a.yaml': configMap('"{{ .Files.Get `x.bak` }}"'),
  });
  expect(rendered.reads).toEqual(['.helmignore', 'Chart.yaml', 'templates/a.yaml']);
  expect(value(rendered)).toBe('');
});

test('integers beyond 2^53 in values are kept when they are BigInts', async () => {
  const values = [{ n: 123n }];
  expect(value(await render({ 'templates/a.yaml': configMap('"{{ .Values.n }}"') }, { values }))).toBe('123');
});

describe('lookup', () => {
  const template = configMap(
    '{{ with lookup "v1" "ConfigMap" "team" "a" }}{{ (lookup "v1" "Secret" "team" .data.next).kind | quote }}{{ else }}none{{ end }}',
  );
  test('finds nothing when nobody can be asked', async () => {
    expect(value(await render({ 'templates/a.yaml': template }))).toBe('none');
  });

  test('is answered, and what the answer makes the template ask is answered too', async () => {
    const asked: LookupRequest[] = [];
    const input = inputOf({ ...chart, 'templates/a.yaml': template });
    const rendered = await renderHelm(input, helmParameters, async (request) => {
      asked.push(request);
      return { apiVersion: 'v1', kind: request.kind, metadata: { name: request.name }, data: { next: 'b' } };
    });
    expect(value(rendered)).toBe('Secret');
    expect(asked.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('that never ends is ended', async () => {
    const endless =
      '{{ range $i := until 12 }}{{ end }}{{ $n := "a" }}{{ range until 40 }}{{ with lookup "v1" "A" "" $n }}{{ $n = .metadata.next }}{{ end }}{{ end }}';
    const input = inputOf({ ...chart, 'templates/a.yaml': `${configMap('x')}# ${endless}` });
    const answer = renderHelm(input, helmParameters, async ({ name }) => ({
      apiVersion: 'v1',
      kind: 'A',
      metadata: { next: `${name}x` },
    }));
    await expect(answer).rejects.toMatchObject({ code: 'LimitExceeded' });
  });
});

describe('what is drawn at random', () => {
  const files = {
    ...chart,
    'templates/a.yaml': configMap(
      '"{{ randAlphaNum 20 }} {{ genPrivateKey `ecdsa` | sha256sum }} {{ now | unixEpoch }} {{ shuffle `abcdefghij` }} {{ uuidv4 }}"',
    ),
  };
  test('differs each time, and a warning says so', async () => {
    const [first, second] = [
      await renderHelm(inputOf(files), helmParameters),
      await renderHelm(inputOf(files), helmParameters),
    ];
    expect(value(first)).not.toBe(value(second));
    expect(first.warnings.join()).toContain('genPrivateKey, now, randAlphaNum, shuffle, uuidv4');
  });

  test('is the same for the same seed and another for another', async () => {
    const seeded = async (seed: string): Promise<unknown> =>
      value(await renderHelm(inputOf(files, { fixed: { seed, now: 86_400_000 } }), helmParameters));
    const [first, again, other] = [await seeded('a'), await seeded('a'), await seeded('b')];
    expect(first).toContain(' 86400 ');
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});

describe('refusals', () => {
  const cases: [string, Record<string, string>, { code: string; where?: string; message: RegExp }][] = [
    [
      'a template’s own words, with its place',
      { 'templates/a.yaml': '\n{{ fail "set the password" }}' },
      { code: 'RenderFailed', where: 'src/templates/a.yaml:2', message: /^set the password$/ },
    ],
    [
      'a template of a dependency',
      {
        'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
        'charts/db/templates/x.yaml': '{{ .Values.a.b }}',
      },
      { code: 'RenderFailed', where: 'src/charts/db/templates/x.yaml:1', message: /nil pointer/ },
    ],
    [
      'a dependency that is not there',
      {
        'Chart.yaml': `${chart['Chart.yaml']}dependencies: [{name: redis, version: ^18, repository: 'https://r.example'}]`,
      },
      {
        code: 'InvalidInput',
        where: 'src/Chart.yaml',
        message: /redis \^18 from repository https:\/\/r.example is not in charts/,
      },
    ],
    [
      'values that do not fit the schema',
      { 'values.schema.json': '{"properties":{"size":{"type":"number"}}}', 'values.yaml': 'size: x' },
      {
        code: 'InvalidInput',
        where: 'src/values.schema.json',
        message: /^the values do not fit the schema: shop at .*size.*got string, want number/,
      },
    ],
    ['no chart', { 'Chart.yaml': '{' }, { code: 'InvalidInput', where: 'src/Chart.yaml:1', message: /cannot be read/ }],
  ];
  test.each(cases)('%s', async (_name, files, expected) => {
    const { message, ...rest } = expected;
    await expect(render(files)).rejects.toMatchObject({ ...rest, message: expect.stringMatching(message) as string });
  });
});
