import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseApps } from '../src/app/spec/parse.ts';
import { appFromObject, sharedSourceFromObject } from '../src/app/spec/parse-object.ts';
import type { KubeObject } from '../src/kube/object.ts';
import { parseDocuments } from '../src/lib/yaml.ts';

const page = readFileSync(new URL('../docs/app.md', import.meta.url), 'utf8');
const [forAll = '', forOperator = ''] = page.split('\n## For an operator\n');

const header = 'apiVersion: tug.dev/v1alpha1\nkind: App\n';

/** The YAML of a text, as whole objects: most examples show only a part of one. */
function examplesOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```yaml\n(.+?)^```$/gms)].map(([, yaml = '']) => yaml);
  return blocks
    .filter((yaml) => /^(spec|metadata|apiVersion):/m.test(yaml))
    .map((yaml) => {
      if (yaml.includes('apiVersion: tug.dev')) return yaml;
      return header + (yaml.includes('metadata:') ? '' : 'metadata: {name: shop, namespace: team-a}\n') + yaml;
    });
}

test.each(examplesOf(page).filter((yaml) => yaml.includes('kind: App')))(
  'an example of docs/app.md is an App: %s',
  async (yaml) => {
    expect(await parseApps(yaml, 'docs/app.md')).toHaveLength(1);
  },
);

test('there are examples on both halves of the page', () => {
  expect(Math.min(examplesOf(forAll).length, examplesOf(forOperator).length)).toBeGreaterThan(3);
});

test.each(examplesOf(forOperator))('an example for an operator is one that it takes: %s', (yaml) => {
  const object = parseDocuments(yaml, 'docs/app.md')[0]?.value as KubeObject & { spec: object };
  const git = { url: 'https://git.example/shop.git' };
  const whole = { ...object, spec: { source: { git }, ...object.spec } };
  expect(() => (object.kind === 'App' ? appFromObject(whole) : sharedSourceFromObject(object))).not.toThrow();
});
