import { expect, test } from 'vitest';
import type { Credential } from '../look.ts';
import { isSameServer, reach } from './access.ts';

function secret(entries: Record<string, string>): Credential {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, Buffer.from(value)]));
}

test.each([
  ['file:///srv/x.git', {}, 'is a path of the machine that tug runs on'],
  ['http://git.example/x.git', { username: 'u', password: 'p' }, 'would get its credentials unencrypted'],
  ['http://git.example/x.git', { bearerToken: 't' }, 'would get its credentials unencrypted'],
  ['http://u:p@git.example/x.git', {}, 'would get its credentials unencrypted'],
  ['https://git.example/x.git', { username: 'u' }, 'has no password'],
  ['https://git.example/x.git', { 'tls.crt': 'x' }, 'has no tls.key'],
  ['https://git.example/x.git', { proxy: 'file:///x' }, 'is no URL of a proxy'],
  ['ssh://git@git.example/x.git', {}, 'has no identity'],
  ['git@git.example:x.git', { identity: 'k' }, 'has no known_hosts'],
  ['git@git.example:x.git', { identity: 'k', known_hosts: 'h', proxy: 'http://p.example' }, 'a proxy is for https'],
])('%s with %j is refused', (address, entries, why) => {
  expect(() => reach(address, secret(entries))).toThrow(why);
});

test('what a Secret holds becomes a login, without the line breaks of an editor', () => {
  const { access } = reach('https://git.example/x.git', secret({ username: 'u\n', password: 'p w \n', other: 'x' }));
  expect(access).toMatchObject({ alone: true, login: { kind: 'basic', username: 'u', password: 'p w ' } });
  const bearer = reach('https://git.example/x.git', secret({ bearerToken: 't\n' }));
  expect(bearer.access.login).toEqual({ kind: 'bearer', token: 't' });
  expect(reach('http://127.0.0.1:1/x.git', undefined).access.login).toBeUndefined();
});

test.each([
  ['https://git.example/a', 'https://git.example/b/c', true],
  ['https://git.example/a', 'https://git.example:443/b', true],
  ['https://git.example/a', 'https://git.example:8443/a', false],
  ['https://git.example/a', 'http://git.example/a', false],
  ['https://git.example/a', 'https://git.example.evil.example/a', false],
  ['https://git.example/a', 'git@git.example:a', false],
  ['git@git.example:a', 'ssh://other@GIT.example/b', true],
  ['git@git.example:a', 'ssh://git@git.example:2222/b', false],
])('%s and %s are one server: %s', (a, b, same) => {
  expect(isSameServer(a, b)).toBe(same);
});
