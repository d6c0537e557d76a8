import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonSchema } from './reference/json-schema.ts';
import { meanings } from '../src/operator/status/meanings.ts';
import { kindPages, referencePages } from './reference/pages.ts';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

test.each([...referencePages()])('%s is current; if not, run npm run reference', (file, text) => {
  expect(read(file)).toBe(text);
});

test.each(Object.values(kindPages))('every field of $kind is described', ({ schema }) => {
  const undescribed = (path: string, { properties, items, description }: JsonSchema): string[] => [
    ...(description === undefined && !properties && path !== '' ? [path] : []),
    ...Object.entries(properties ?? {}).flatMap(([name, field]) => undescribed(`${path}/${name}`, field)),
    ...Object.entries(items?.properties ?? {}).flatMap(([name, field]) => undescribed(`${path}[]/${name}`, field)),
  ];
  expect(undescribed('', schema).filter((path) => !['/apiVersion', '/kind'].includes(path))).toEqual([]);
});

test('the schema for editors holds nothing that is only for the API server', () => {
  expect(read('docs/reference/app.schema.json')).not.toMatch(/x-kubernetes|"cel"/);
});

test('the page of the App tells what to do about every reason', () => {
  const page = read('docs/reference/app.md');
  const told = [...page.matchAll(/^\| `([A-Z]\w+)` \| .+ \| (.+) \|$/gm)].map(([, reason]) => reason);
  expect(told).toEqual(Object.keys(meanings));
});
