import { expect, test } from 'vitest';
import { distinctWarnings, warningTexts } from './warnings.ts';

test('texts come out of one header or several, unescaped', () => {
  expect(warningTexts('299 - "v1 ComponentStatus is deprecated", 299 - "unknown field \\"spec.typo\\""')).toEqual([
    'v1 ComponentStatus is deprecated',
    'unknown field "spec.typo"',
  ]);
  expect(warningTexts(['299 - "a"', '299 - "b, 299"'])).toEqual(['a', 'b, 299']);
  expect(warningTexts(undefined)).toEqual([]);
  expect(warningTexts('110 - "stale"')).toEqual([]);
});

test('a warning is reported once', () => {
  const told: string[] = [];
  const warn = distinctWarnings((text) => told.push(text));
  for (const text of ['a', 'b', 'a']) warn(text);
  expect(told).toEqual(['a', 'b']);
});
