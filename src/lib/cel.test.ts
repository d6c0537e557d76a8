import { expect, test } from 'vitest';
import { celRaw } from './cel-view.ts';
import { CelProblem, celScope, createCel, evaluate } from './cel.ts';

const cel = createCel({ 'twice(dyn): dyn': (n) => Number(celRaw(n)) * 2 });
const status = {
  phase: 'Ready',
  replicas: 3,
  load: 1.5,
  conditions: [{ type: 'Ready', status: 'True' }],
  nothing: null,
};
const run = (source: string, values: Record<string, unknown> = { status }) =>
  cel.compile(source).evaluate(celScope(values));
const value = (source: string) => {
  const result = run(source);
  return result.ok ? result.value : result.kind;
};
const problem = (source: string): CelProblem => {
  try {
    cel.compile(source, 'bool');
  } catch (error) {
    if (error instanceof CelProblem) return error;
  }
  throw new Error(`${source} was accepted`);
};

test.each([
  ['status.phase == "Ready"', true],
  ['status.replicas == 3', true],
  ['status.replicas > 2 && status.load < 2.0', true],
  ['status.conditions.exists(c, c.type == "Ready" && c.status == "True")', true],
  ['status.conditions.all(c, c.status == "False")', false],
  ['has(status.phase) && !has(status.message)', true],
  ['status.?message.orValue("none")', 'none'],
  ['status.phase in ["Ready", "Running"]', true],
  ['size(status.conditions) == 1', true],
  ['status.nothing == null', true],
  ['"phase" in status', true],
  ['status.conditions[0].type', 'Ready'],
  ['status.phase.matches("^Rea?dy$")', true],
  ['["Ready", "x"].exists(p, status.phase.matches(p))', true],
  ['twice(status.replicas) == 6.0', true],
])('%s gives %s', (source, expected) => {
  expect(value(source)).toBe(expected);
});

test.each(['status.message == "x"', 'spec.paused', 'status.conditions[4].type == "x"', 'status.nothing.deeper == 1'])(
  '%s is told to read a field that is missing',
  (source) => {
    expect(run(source)).toMatchObject({ ok: false, kind: 'missing' });
  },
);

test('an expression whose types do not fit the object is an error, not a missing field', () => {
  expect(run('status.phase > 3')).toMatchObject({
    ok: false,
    kind: 'error',
    message: expect.stringContaining('overload') as string,
  });
});

test('an or is true when one side is, whatever the other side reads', () => {
  expect(value('status.message == "x" || status.phase == "Ready"')).toBe(true);
});

test.each([
  ['status.phase ==', 1, 16],
  ['status.phase == "a" &&\n  foo(status)', 2, 3],
  ['1 + "a"', 1, 1],
  ['size(status)', 1, 1],
])('%j is refused with its line and column', (source, line, column) => {
  expect(problem(source).position).toEqual({ line, column });
});

test.each([
  ['a text that is too long', `"${'x'.repeat(5000)}" == status.phase`],
  ['a tree that is too large', Array.from({ length: 300 }, () => 'true').join(' && ')],
  ['parentheses without end', `${'('.repeat(200)}true${')'.repeat(200)}`],
  ['minus signs without end', `${'-'.repeat(4000)}1 == 1`],
  ['loops three deep', 'a.all(x, b.all(y, c.all(z, true)))'],
  ['building texts in a loop', 'a.map(x, x + x) == []'],
  ['building texts by joining', 'a.join("") == ""'],
  ['binding a name', 'cel.bind(x, 1, x == 1)'],
])('%s is refused', (_what, source) => {
  expect(problem(source)).toBeInstanceOf(CelProblem);
});

test('the work of nested loops over a large object is bounded', () => {
  const items = Array.from({ length: 20_000 }, (_, n) => ({ n }));
  const started = performance.now();
  expect(run('items.all(a, items.exists(b, b.n == -1 - a.n) || true)', { items })).toMatchObject({
    ok: false,
    kind: 'error',
  });
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a pattern that is exponential for JavaScript takes linear time', () => {
  const started = performance.now();
  expect(run('text.matches("^(a+)+$")', { text: `${'a'.repeat(5000)}!` })).toEqual({ ok: true, value: false });
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a broken pattern is an error that quotes it', () => {
  expect(run('status.phase.matches("(")')).toMatchObject({
    ok: false,
    kind: 'error',
    message: expect.stringContaining('/(/') as string,
  });
});

test('an object with fields named like JavaScript’s own is read as data', () => {
  const odd = JSON.parse('{"constructor": "a", "__proto__": {"b": 1}, "length": 7}') as Record<string, unknown>;
  expect(run('odd.length == 7', { odd })).toEqual({ ok: true, value: true });
  expect(run('has(odd.toString)', { odd })).toEqual({ ok: true, value: false });
});

test('the same text is compiled once', () => {
  expect(cel.compile('status.phase == "A"')).toBe(cel.compile('status.phase == "A"'));
});

test('evaluate gives the value over an object, and undefined for a field that is missing', () => {
  expect(evaluate('status.phase == "Ready"', { status })).toBe(true);
  expect(evaluate('status.message == "Ready"', { status })).toBeUndefined();
  expect(() => evaluate('status.phase > 3', { status })).toThrow(/cannot be evaluated/u);
});
