import { expect, test } from 'vitest';
import { Problem } from '../../lib/errors.ts';
import { logFailure } from './failure.ts';
import { createLogger } from './log.ts';
import type { Fields, Level } from './types.ts';

function record(level: Level = 'info', json = true) {
  const lines: string[] = [];
  const log = createLogger({ level, json, write: (line) => lines.push(line) });
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('a line is one JSON object with level, time, message and its fields', () => {
  const { log, lines, parsed } = record();
  log.info('deployed', { app: 'shop/web', seconds: 1.5, changed: true, revision: undefined });
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
  const [{ time, ...rest } = {}] = parsed();
  expect(time).toMatch(/^\d{4}-.*Z$/);
  expect(rest).toEqual({ level: 'info', message: 'deployed', app: 'shop/web', seconds: 1.5, changed: true });
});

test('what is less important than the level is not written', () => {
  const { log, parsed } = record('warn');
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](level);
  expect(parsed().map((line) => line.level)).toEqual(['warn', 'error']);
});

test('bytes and objects are never written, texts are shortened, a field cannot replace what belongs to the line', () => {
  const { log, parsed } = record();
  const smuggled = {
    key: new Uint8Array([115, 51]),
    nested: { password: 'x' },
    level: 'debug',
    big: 'é'.repeat(5_000),
    odd: NaN,
  };
  log.info('%s %j', smuggled as unknown as Fields);
  const [line] = parsed();
  expect(line).toMatchObject({
    level: 'info',
    level_: 'debug',
    key: '[object]',
    nested: '[object]',
    odd: 'NaN',
    message: '%s %j',
  });
  expect(line?.big).toBe(`${'é'.repeat(2_048)}… (2952 more)`);
});

test('a line for people is one line, whatever is in it', () => {
  const { log, lines } = record('info', false);
  log.warn('it\nbroke\u001b[2J', { app: 'shop/web', why: 'a "b"\n    at file.ts:1:2', empty: '' });
  expect(lines).toEqual([
    expect.stringMatching(
      /^\d\d:\d\d:\d\d warn {2}it\\u000abroke\\u001b\[2J app=shop\/web why="a \\"b\\"\\n {4}at file\.ts:1:2" empty=""\n$/,
    ),
  ]);
});

test('an error is told in one line without its stack, which level debug adds', () => {
  const problem = new Problem('Forbidden', 'the account may not\nwrite', {
    where: 'Deployment shop/web',
    hint: 'grant it',
  });
  const { log, parsed } = record('info');
  logFailure(log, 'the App failed', problem, { app: 'shop/web' });
  logFailure(log, 'a defect', new TypeError('x is undefined'));
  expect(parsed()).toMatchObject([
    {
      app: 'shop/web',
      code: 'Forbidden',
      error: 'the account may not write',
      where: 'Deployment shop/web',
      hint: 'grant it',
    },
    { code: 'Defect', error: 'x is undefined' },
  ]);
  expect(JSON.stringify(parsed())).not.toMatch(/\bat .+:\d+:\d+/);
  const debug = record('debug');
  logFailure(debug.log, 'the App failed', problem);
  expect(debug.parsed()[1]?.stack).toMatch(/log\.test\.ts/);
});
