import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { chartsIn } from './index-file.ts';

const index = `apiVersion: v1
entries:
  # what is served
  "quoted":
  - version: 1.0.0
    urls: [quoted-1.0.0.tgz]
  web:
  - annotations:
      artifacthub.io/changes: |
        - kind: added
          description: "entries:"
          web:
    description: a text
      over lines
    urls:
    - https://r.example/web-2.0.0.tgz
    version: 2.0.0
    digest: sha256:ABC
  - {version: 1.0.0, urls: [web-1.0.0.tgz]}
  - {version: 0.9.0}
  - 7

  web-extra: []
generated: "2024-01-01T00:00:00Z"
`;

const web = {
  kind: 'there',
  entries: [
    { version: '2.0.0', urls: ['https://r.example/web-2.0.0.tgz'], digest: 'abc' },
    { version: '1.0.0', urls: ['web-1.0.0.tgz'], digest: undefined },
  ],
};

test.each([
  ['as Helm writes it', index],
  ['with other line ends', index.replaceAll('\n', '\r\n')],
  ['indented more', index.replaceAll(/^ /gm, '    ')],
  ['without an end', index.slice(0, index.indexOf('generated')).trimEnd()],
  [
    'with anchors over charts',
    index.replace('web:\n  - annotations', 'web: \n  - &a\n    annotations').replace('extra: []', 'extra: [*a]'),
  ],
  ['with a tag before', `---\n# x\n${index}...\n`],
  [
    'in the flow style',
    'entries: {web: [{version: 2.0.0, urls: [https://r.example/web-2.0.0.tgz], digest: "sha256:ABC"}, {version: 1.0.0, urls: [web-1.0.0.tgz]}], web-extra: [], quoted: [{version: 1.0.0, urls: [quoted-1.0.0.tgz]}]}',
  ],
  ['with a list that ends at the left', index.replace('[web-1.0.0.tgz]', '[\nweb-1.0.0.tgz\n]')],
])('an index %s gives what it says of charts', (_, text) => {
  const charts = chartsIn(text, 'index.yaml', ['web', 'quoted', 'web-extr', 'constructor']);
  expect(charts.get('web')).toEqual(web);
  expect(charts.get('quoted')).toMatchObject({ kind: 'there', entries: [{ version: '1.0.0' }] });
  expect(charts.get('web-extr')).toEqual({ kind: 'absent', like: ['web', 'web-extra'] });
  expect(charts.get('constructor')).toMatchObject({ kind: 'absent' });
});

test('an index in JSON is read too', () => {
  expect(
    chartsIn(JSON.stringify({ entries: { web: [{ version: '1', urls: ['x'] }] } }), 'i', ['web']).get('web'),
  ).toEqual({
    kind: 'there',
    entries: [{ version: '1', urls: ['x'], digest: undefined }],
  });
});

test.each([
  ['entries: [', 'unclosed flow sequence'],
  ['<html></html>', 'is no index of charts'],
  ['', 'is no index of charts'],
  ['entries: 7', 'is no index of charts'],
  ['entries:\n  web:\n  - a: [\n', 'unclosed'],
  ['entries:\n  web: []\n  web: []\n', 'web'],
])('%j is no index', (text, why) => {
  expect(() => chartsIn(text, 'index.yaml', ['web'])).toThrow(why);
});

test('of a very large index only what is asked for is parsed', () => {
  const chart = (name: string): string =>
    `  ${name}:\n${Array.from({ length: 40 }, (_, at) => `  - apiVersion: v2\n    created: "2024-01-01T00:00:00Z"\n    description: ${'words '.repeat(60)}\n    digest: ${'a'.repeat(64)}\n    name: ${name}\n    urls:\n    - https://r.example/${name}-1.${at}.0.tgz\n    version: 1.${at}.0\n`).join('')}`;
  const text = `apiVersion: v1\nentries:\n${Array.from({ length: 900 }, (_, at) => chart(`chart-${at}`)).join('')}`;
  expect(text.length).toBeGreaterThan(19 * 2 ** 20);
  const begun = performance.now();
  const charts = chartsIn(text, 'index.yaml', ['chart-3', 'chart-899']);
  console.info(`${Math.round(text.length / 2 ** 20)} MB of index: ${Math.round(performance.now() - begun)} ms`);
  expect(charts.get('chart-899')).toMatchObject({ entries: { length: 40 } });
});
