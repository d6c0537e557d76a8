import fc from 'fast-check';
import { expect, test } from 'vitest';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

test('columns are as wide as their widest cell, and no line ends in a blank', () => {
  expect(
    table([
      ['NAME', 'HEALTH', 'MESSAGE'],
      ['web', 'Current', ''],
      ['database', 'Failed', 'no room'],
    ]),
  ).toBe('NAME      HEALTH   MESSAGE\nweb       Current\ndatabase  Failed   no room');
});

test('the last column goes on in further lines', () => {
  expect(
    table(
      [
        ['NAME', 'MESSAGE'],
        ['web', 'a message of several words that do not fit'],
      ],
      36,
    ),
  ).toBe('NAME  MESSAGE\nweb   a message of several words\n      that do not fit');
});

test('no line is wider than the page as long as the other columns leave room', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '-'), maxLength: 200 });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
      const lines = table([['NAME', 'TEXT'], ...cells.map((text) => ['x', text])], 80).split('\n');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    }),
  );
});

test('wrapping loses nothing but blanks, also of words longer than a line', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, width) => {
      const squeeze = (t: string): string => t.replaceAll(/\s/g, '');
      expect(squeeze(wrap(text, width).join(''))).toBe(squeeze(text));
    }),
  );
});
