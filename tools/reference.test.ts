import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonSchema } from './reference/json-schema.ts';
import { referencePages } from './reference/pages.ts';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

test.each([...referencePages()])('%s is current; if not, run npm run reference', (file, text) => {
  expect(read(file)).toBe(text);
});

test('every field of an App is described', () => {
  const undescribed = (path: string, { properties, items, description }: JsonSchema): string[] => [
    ...(description === undefined && !properties && path !== '' ? [path] : []),
    ...Object.entries(properties ?? {}).flatMap(([name, field]) => undescribed(`${path}/${name}`, field)),
    ...Object.entries(items?.properties ?? {}).flatMap(([name, field]) => undescribed(`${path}[]/${name}`, field)),
  ];
  const schema = JSON.parse(read('docs/reference/app.schema.json')) as JsonSchema;
  expect(undescribed('', schema).filter((path) => !['/apiVersion', '/kind'].includes(path))).toEqual([]);
});
