import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches } from './pattern.ts';

test.each([
  ['team-a', 'team-a', true],
  ['team-a', 'team-ab', false],
  ['team-*', 'team-', true],
  ['*', '', true],
  ['a*a', 'a', false],
  ['https://git.example/team-a/*', 'https://git.example/team-a/shop.git', true],
  ['https://git.example/team-a/*', 'https://git.example/team-ab/shop.git', false],
  ['https://*.example/*', 'https://evil.test/x.example/', true],
  ['.*', 'xyz', false],
])('%s matches %s: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

test('it says what a regular expression would', () => {
  const letters = fc.stringMatching(/^[ab*]{0,8}$/);
  fc.assert(
    fc.property(letters, fc.stringMatching(/^[ab]{0,10}$/), (pattern, text) => {
      const regex = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
      expect(matches(pattern, text)).toBe(regex.test(text));
    }),
  );
});
