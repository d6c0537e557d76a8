import * as fc from 'fast-check';
import { load } from 'js-yaml';
import { parse as parseYaml12 } from 'yaml';
import { expect, test } from 'vitest';
import { parseDocuments } from './parse.ts';
import { stringifyDocument, stringifyDocuments } from './stringify.ts';

const tricky = [
  'yes',
  'y',
  'NO',
  'on',
  '~',
  'null',
  '',
  ' ',
  '0x1f',
  '0o7',
  '0755',
  '1e3',
  '1_000',
  '.5',
  '.inf',
  '-',
  '?',
  ':',
  '<<',
  '=',
  '2001-12-14',
  '12:30:45',
  '2001-12-14 21:59:43',
  '9223372036854775808',
  '9007199254740993',
  'a: b',
  'a #b',
  '#',
  '- a',
  '{a}',
  '[a]',
  '*a',
  '&a',
  '!a',
  '|',
  '>',
  '%',
  '@',
  '`',
  "'",
  '"',
  ' lead',
  'trail ',
  'a\nb',
  'a\nb\n',
  '\n',
  '\n\n a',
  ' a\n b',
  'a\n\n\n',
  'a\tb',
  '\t',
  'a\r\nb',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\u0000',
  '\u001b',
  '😀',
  '---',
  '...',
  '--- a',
  'key: |\n  x\n',
  '\n  a\n b',
  'a \n b',
];
const text = fc.oneof(
  fc.constantFrom(...tricky),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).map((s) => s.toWellFormed()),
);
const number = fc.oneof(
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((n) => (Object.is(n, -0) || (Number.isInteger(n) && !Number.isSafeInteger(n)) ? 0 : n)),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}));

test('what is written is read back by our parser and by a YAML 1.2 one', () => {
  fc.assert(
    fc.property(fc.dictionary(text, value, { maxKeys: 4 }), (object) => {
      const plain = JSON.parse(JSON.stringify(object)) as unknown;
      const written = stringifyDocument(plain);
      expect(parseDocuments(written, 'f')).toMatchObject([{ value: plain }]);
      expect(load(written)).toEqual(plain);
      expect(parseYaml12(written)).toEqual(plain);
    }),
    { numRuns: 500 },
  );
});

test('a stream of documents keeps their number and order', () => {
  expect(parseDocuments(stringifyDocuments([{ a: 1 }, { b: '---' }]), 'f').map((d) => d.value)).toEqual([
    { a: 1 },
    { b: '---' },
  ]);
});

test('words of YAML 1.1, numbers and dates are quoted when they are text, and nothing else is', () => {
  expect(
    stringifyDocument({ a: 'yes', b: '0x1f', c: '2001-12-14', d: '8080:80', e: '1.2.3', f: '10.0.0.1', g: '5m', y: 1 }),
  ).toBe("a: 'yes'\nb: '0x1f'\nc: '2001-12-14'\nd: '8080:80'\ne: 1.2.3\nf: 10.0.0.1\ng: 5m\n'y': 1\n");
});
