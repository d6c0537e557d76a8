import { expect, test } from 'vitest';
import { goEnvironment, isRecentGo } from './gotool.ts';

test.each([
  ['go1.26.0', true],
  ['go1.26.8', true],
  ['go1.27rc1', true],
  ['go2.0', true],
  ['devel go1.28-1a2b3c', true],
  ['devel +1a2b3c', true],
  ['go1.25.9', false],
  ['go1.9', false],
])('%s is recent enough: %s', (version, recent) => {
  expect(isRecentGo(version)).toBe(recent);
});

test('a build sees what Go needs and no secret of the caller', () => {
  const env = {
    PATH: '/bin',
    HOME: '/home/a',
    GOPROXY: 'https://proxy',
    https_proxy: 'http://p',
    VAULT_TOKEN: 's',
    GITHUB_TOKEN: 's',
  };
  expect(goEnvironment(env, { GOOS: 'wasip1' })).toEqual({
    PATH: '/bin',
    HOME: '/home/a',
    GOPROXY: 'https://proxy',
    https_proxy: 'http://p',
    GOWORK: 'off',
    GOOS: 'wasip1',
  });
});
