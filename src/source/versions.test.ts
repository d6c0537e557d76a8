import { expect, test } from 'vitest';
import { isInRange, newestIn } from './versions.ts';

/** Answers of Masterminds/semver 3.4, which Helm uses; the empty range is Helm's own. */
test.each<[string, string, boolean]>([
  ['^1.2', '1.9.0', true],
  ['^1.2', '2.0.0', false],
  ['^0', '0.9.0', true],
  ['^0.2.3', '0.3.0', false],
  ['~1', '1.9.9', true],
  ['~1.2.3', '1.2.9', true],
  ['~1.2.3', '1.3.0', false],
  ['~> 1.2', '1.2.9', true],
  ['1.2', '1.2.7', true],
  ['1.2.x', '1.2.7', true],
  ['1.x', '2.0.0', false],
  ['*', '3.0.0', true],
  ['', '3.0.0', true],
  ['*', '3.0.0-rc.1', false],
  ['>=1.2, <2', '1.5.0', true],
  ['>=1.2, <2', '2.0.0', false],
  ['>= 1.2 < 2', '1.5.0', true],
  ['>=1.2 <2 || >3', '4.0.0', true],
  ['>1', '1.5.0', false],
  ['<=1.2', '1.2.9', true],
  ['!=1.5.0', '1.5.0', false],
  ['>=1.0.0, !=1.5.x', '1.5.3', false],
  ['1.2 - 1.4.5', '1.4.5', true],
  ['1.2 - 1.4.5', '1.4.6', false],
  ['>=1.0.0-0', '1.5.0-rc.1', true],
  ['>=1.0.0-0, <2', '1.5.0-rc.1', true],
  ['>=1.0.0-0 || <2', '0.5.0-rc.1', false],
  ['>=1.0.0', '1.5.0-rc.1', false],
  ['1.5.0-rc.1', '1.5.0-rc.1', true],
  ['^1.0.0-0', '2.0.0-alpha', false],
  ['=>1.2', '1.3.0', true],
  ['v1.2.3', '1.2.3', true],
  ['1.2.3', 'v1.2.3', true],
])('%j and %s: %s', (range, version, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});

test('the newest wins, texts that are no version are passed over', () => {
  expect(newestIn('1.x', ['1.2.0', 'latest', '1.10.0', '2.0.0', '1.11.0-rc.1', 'v1.9.0'])).toBe('1.10.0');
  expect(newestIn('1.x', ['v1', '1.2', '1.1.9'])).toBe('1.2');
  expect(newestIn('^3', ['1.0.0'])).toBeUndefined();
});

test.each(['nonsense', '>>1', '1.2 -', '^', 'a || b'])('%s is no range', (range) => {
  expect(() => newestIn(range, ['1.0.0'])).toThrow('is no version range');
});
