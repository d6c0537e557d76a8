import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Credentials } from './credential.ts';
import { credentialsOf } from './credentials.ts';
import { parseKubeconfig } from './parse.ts';
import { selectContext } from './select.ts';

function credentials(user: string, option?: string): { time: { now: number }; directory: string; of: Credentials } {
  const directory = mkdtempSync(join(tmpdir(), 'credentials-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'token'), 'one\n');
  const text = `current-context: x
contexts: [{name: x, context: {cluster: c, user: me}}]
clusters: [{name: c, cluster: {server: x}}]
users: [{name: me, user: ${user}}]`;
  const selection = selectContext(parseKubeconfig(text, join(directory, 'config')), undefined, 'config');
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now, sleep: () => Promise.resolve() };
  return { time, directory, of: credentialsOf(selection, option, clock, {}) };
}

test.for([
  ['{token: abc}', 'Bearer abc'],
  ['{username: me, password: "p:w"}', `Basic ${Buffer.from('me:p:w').toString('base64')}`],
  ['{tokenFile: token}', 'Bearer one'],
  ['{tokenFile: token, token: abc}', 'Bearer one'],
  ['{tokenFile: missing, token: abc}', 'Bearer abc'],
  ['{}', undefined],
] as const)('%s is sent as %s', async ([user, authorization]) => {
  expect((await credentials(user).of.current()).authorization).toBe(authorization);
});

test('a token given as an option beats whatever the user has', async () => {
  expect(await credentials('{tokenFile: missing}', 'mine').of.current()).toEqual({ authorization: 'Bearer mine' });
});

test('a token file is read again after a minute, not before', async () => {
  const { of, directory, time } = credentials('{tokenFile: token}');
  await of.current();
  writeFileSync(join(directory, 'token'), 'two');
  time.now += 59_000;
  expect((await of.current()).authorization).toBe('Bearer one');
  time.now += 1_000;
  expect((await of.current()).authorization).toBe('Bearer two');
});

test('a rejected token is read again at once, and a file that is gone by then leaves the old one', async () => {
  const { of, directory, time } = credentials('{tokenFile: token}');
  await of.current();
  writeFileSync(join(directory, 'token'), 'two');
  time.now += 2_000;
  expect(of.rejected()).toBe(true);
  expect((await of.current()).authorization).toBe('Bearer two');
  rmSync(join(directory, 'token'));
  time.now += 70_000;
  expect((await of.current()).authorization).toBe('Bearer two');
});

test('credentials that cannot change are not asked for again', async () => {
  const { of, time } = credentials('{token: abc}');
  const first = await of.current();
  time.now += 600_000;
  expect(of.rejected()).toBe(false);
  expect(await of.current()).toBe(first);
});
