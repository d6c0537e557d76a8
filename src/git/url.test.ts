import { expect, test } from 'vitest';
import { parseGitUrl, refuseInTheClear } from './url.ts';

test.each([
  ['https://git.example/a/b.git', 'https://git.example/a/b.git'],
  ['ssh://git@git.example:2222/a/b.git', 'ssh://git@git.example:2222/a/b.git'],
  ['git@git.example:a/b.git', 'git@git.example:a/b.git'],
  ['file:///srv/a.git', 'file:///srv/a.git'],
])('%s is taken', (text, shown) => {
  expect(parseGitUrl(text)).toEqual({ text: shown, login: undefined });
});

test('user and password leave the URL', () => {
  expect(parseGitUrl('https://me:p%40ss@git.example/a.git')).toEqual({
    text: 'https://git.example/a.git',
    login: { kind: 'basic', username: 'me', password: 'p@ss' },
  });
});

test.each(['ext::sh -c x', 'fd::17', '-oProxyCommand=x', '/srv/a.git', '../a', 'ftp://x/y', 'https://x /y', 'a::b:c'])(
  '%s is refused',
  (text) => {
    expect(() => parseGitUrl(text)).toThrow('is no URL of a Git repository');
  },
);

test('a refusal does not repeat a password', () => {
  expect(() => parseGitUrl('ftp://me:secret@x/y')).toThrow('"ftp://x/y" is no URL');
});

test('credentials go unencrypted only to this machine', () => {
  const access = { login: { kind: 'basic', username: 'u', password: 'p' } } as const;
  refuseInTheClear(parseGitUrl('http://127.0.0.1:3000/a'), access);
  refuseInTheClear(parseGitUrl('http://git.example/a'), {});
  expect(() => refuseInTheClear(parseGitUrl('http://git.example/a'), access)).toThrow('unencrypted');
});
