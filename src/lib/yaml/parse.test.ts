import { expect, test } from 'vitest';
import { Problem } from '../errors.ts';
import { parseDocument, parseDocuments, yamlLimits } from './parse.ts';

function valueOf(text: string): unknown {
  return parseDocuments(text, 'f.yaml')[0]?.value;
}

function problemOf(text: string): string {
  try {
    parseDocuments(text, 'f.yaml');
  } catch (error) {
    if (error instanceof Problem) return `${error.where} ${error.message}`;
    throw error;
  }
  return 'no problem';
}

/** Answers of sigs.k8s.io/yaml 1.6 for the same text. */
const scalars: Record<string, unknown> = {
  yes: true,
  y: true,
  On: true,
  no: false,
  N: false,
  off: false,
  true: true,
  '~': null,
  null: null,
  '': null,
  '0755': 493,
  '0o14': 12,
  '0O17': 15,
  '0x1F': 31,
  '-0x1f': -31,
  '0b11': 3,
  '+0b11': 3,
  '1_000': 1000,
  '0_7': 7,
  '0x_1': 1,
  '089': 89,
  '0o18': '0o18',
  '0x': '0x',
  '-0': 0,
  '1__0': 10,
  '1.': 1,
  '.5': 0.5,
  '+.5e3': 500,
  '1e3': 1000,
  '1_000.5': 1000.5,
  '1e400': '1e400',
  '1e': '1e',
  '.': '.',
  '-': [null],
  '2001-12-14': '2001-12-14',
  '2001-12-14t21:59:43.10-05:00': '2001-12-14t21:59:43.10-05:00',
  '1:30': '1:30',
  '1.2.3': '1.2.3',
  '18446744073709551616': 18446744073709552000,
  '9223372036854775807': 2 ** 63,
  '9223372036854776000': 2 ** 63,
  '!!int "5"': 5,
  '!!float 5': 5,
  '!!str 5': '5',
  '!!bool yes': true,
  '!!binary aGVsbG8=': 'hello',
  '!!timestamp 2001-12-14': '2001-12-14',
  '!vault secret': 'secret',
  '!Ref [a]': ['a'],
  '!!set {b, c}': { b: null, c: null },
  '="x"': '="x"',
};

test.each(Object.entries(scalars))('reads %s as go-yaml does', (text, value) => {
  expect(valueOf(text === '-' ? '- ' : `a: ${text}`)).toEqual(text === '-' ? value : { a: value });
});

test('keys follow the same rules as values and end as text', () => {
  expect(valueOf('yes: 1\n0755: 2\n1_000: 3\n"0755": 4')).toEqual({ true: 1, 493: 2, 1000: 3, '0755': 4 });
});

test('a merge is overridden by the keys beside it, and earlier maps of a list win', () => {
  expect(valueOf('a: &a {x: 1, y2: 1}\nb: {x: 2, <<: *a}\nc: {<<: [{x: 3}, *a]}')).toMatchObject({
    b: { x: 2, y2: 1 },
    c: { x: 3, y2: 1 },
  });
});

test('aliases become copies, so that changing one place changes no other', () => {
  const { a, b } = valueOf('a: &a {x: 1}\nb: *a') as Record<string, { x: number }>;
  expect(b).toEqual(a);
  expect(b).not.toBe(a);
});

test.each([
  ['a: |\n  x', 'x'],
  ['a: |\n  x\n', 'x\n'],
  ['a: |+\n  x', 'x'],
  ['a: |\n  x\n  ', 'x\n'],
  ['a: |\n  x\n# end', 'x\n'],
  ['a: "x\\n"', 'x\n'],
])('a block text at the end of %j has a line break only where the file has one', (text, a) => {
  expect(valueOf(text)).toEqual({ a });
});

test('a key named __proto__ stays a key', () => {
  const value = valueOf('__proto__: {polluted: true}') as object;
  expect(Object.keys(value)).toEqual(['__proto__']);
  expect('polluted' in {}).toBe(false);
});

test('says the line where each document begins, comments and empty documents included', () => {
  const text = '# head\n\na: 1\n---\n# only a comment\n---\nb: 2\n...\n---\n\n\nc: 3\n';
  expect(parseDocuments(text, 'f').map(({ value, line }) => [value, line])).toEqual([
    [{ a: 1 }, 3],
    [null, 6],
    [{ b: 2 }, 7],
    [{ c: 3 }, 12],
  ]);
});

test('reads JSON indented by tabs, with a byte order mark and CRLF', () => {
  expect(valueOf('\ufeff{\r\n\t"a": "x\\/y",\r\n\t"b": [\r\n\t\t1]\r\n}\r\n')).toEqual({ a: 'x/y', b: [1] });
  expect(valueOf('a:\r\n  - 1\r\nb: |\r\n  x\r\n  y\r\n')).toEqual({ a: [1], b: 'x\ny\n' });
});

const broken: Record<string, string> = {
  'a: [1, 2': 'f.yaml:1 unclosed flow sequence "[", opened on line 1',
  'a:\n  b: {c: 1\n\n\n': 'f.yaml:2 unclosed flow mapping "{", opened on line 2',
  'x: 1\na: "foo\nb: 2\n': 'f.yaml:3 unclosed double-quoted text, opened on line 2',
  'a: [1 , {b}\nc: 3]x': 'f.yaml:2 a comma or a closing bracket is missing in a flow collection, opened on line 1',
  'metadata:\n  labels:\n    a: 1\n    a: 2': 'f.yaml:4 the key "a" is written twice in one map',
  '"x y": 1\n"x y": 2': 'f.yaml:2 the key "x y" is written twice in one map',
  'a:\n\tb: 1': 'f.yaml:2 a tab indents this line; YAML is indented by spaces only',
  'a: b: c': 'f.yaml:1 a second ": " in one value; quote the value',
  'a: 1\n b: 2': 'f.yaml:2 this line is indented unlike the entries it belongs to: b: 2',
  'a: 1\nb\nc: 2': 'f.yaml:2 expected "key: value", found a line without a colon: b',
  'a: @x': 'f.yaml:1 a value cannot start with "@"; quote it',
  "a: 'it's'": 'f.yaml:1 text follows a closing quote; quote the whole value',
  'a: {b: 1}}': 'f.yaml:1 "}" closes nothing',
  'a: - b': 'f.yaml:1 "-" starts a new entry here, on the line of its parent; put it on a line of its own',
  'a: *nope': 'f.yaml:1 the alias *nope names no anchor above it',
  'a: &a [*a]': 'f.yaml:1 an anchor holds an alias to itself',
  'a: 1\nb: .inf': 'f.yaml:2 Infinity is a number no object can hold; quote it if it is text',
  'a: 9007199254740993': 'f.yaml:1 the number 9007199254740993 cannot be kept exactly',
  'a: "\\ud800"': 'f.yaml:1 a text holds half of a surrogate pair',
  'a: "\\q"': 'f.yaml:1 a double-quoted text holds an unknown escape after "\\"',
  '~: 1': 'f.yaml:1 a key is null; quote it if it is text',
  'a: 1\n[x, y]: 1': 'f.yaml:2 a map or a list stands where a key is expected',
  'a: 1\nb: {{ .Values.b }}': 'f.yaml:2 a map stands where a key is expected',
  'a: !!int x': 'f.yaml:1 "x" is not what its tag !!int says',
  'a: !!binary /w==': 'f.yaml:1 a !!binary value is not text: no field of an object can hold it',
  '<<: 1': 'f.yaml:1 a merge key ("<<") needs a map or a list of maps',
  'a\u0000b': 'f.yaml:1 the file holds a null byte: it is binary, not YAML',
  'a: \u001b[0m': 'f.yaml:1 the text holds a control character that YAML does not allow',
};

test.each(Object.entries(broken))('%j is refused with its place', (text, sentence) => {
  expect(problemOf(text)).toBe(sentence);
});

test('a template gets a hint', () => {
  expect(() => parseDocuments('{{- if .x }}\na: 1', 'f')).toThrow(
    expect.objectContaining({ hint: 'quote "{{", or render the files as a Helm chart' }) as Error,
  );
});

test('nesting, length and alias bombs are bounded', () => {
  expect(problemOf('['.repeat(5_000))).toMatch(/nested more than 200 deep/);
  expect(() => parseDocuments('aaaa', 'f', { ...yamlLimits, length: 3 })).toThrow(/larger than/);
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 10; level++) bomb.push(`a${level}: &a${level} [${`*a${level - 1},`.repeat(10)}]`);
  expect(problemOf(bomb.join('\n'))).toBe('f.yaml:1 its aliases expand to too much: the YAML is an alias bomb');
});

test('a single document may be empty, but not followed by another', () => {
  expect(parseDocument('# nothing\n---\n', 'f')).toBeUndefined();
  expect(parseDocument('---\na: 1\n---\n', 'f')).toEqual({ value: { a: 1 }, line: 2 });
  expect(() => parseDocument('a: 1\n---\nb: 1', 'f')).toThrow('one document is expected here');
});
