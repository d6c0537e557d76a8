import { expect, test } from 'vitest';
import { proxyFromEnvironment } from './proxy.ts';

const proxied = (server: string, env: NodeJS.ProcessEnv): string | undefined =>
  proxyFromEnvironment(new URL(server), env);

test('HTTPS_PROXY serves https servers, HTTP_PROXY http servers, in either case of letters', () => {
  expect(proxied('https://k8s.example', { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://q:1' })).toBe('http://p:1');
  expect(proxied('http://k8s.example', { https_proxy: 'http://p:1', http_proxy: 'http://q:1' })).toBe('http://q:1');
  expect(proxied('https://k8s.example', { HTTP_PROXY: 'http://q:1' })).toBeUndefined();
});

test('a proxy without a scheme is an http proxy', () => {
  expect(proxied('https://k8s.example', { HTTPS_PROXY: 'p:3128' })).toBe('http://p:3128');
});

test('this machine is never reached through a proxy', () => {
  for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]']) {
    expect(proxied(`https://${host}:6443`, { HTTPS_PROXY: 'p' })).toBeUndefined();
  }
});

test.for([
  ['*', true],
  ['k8s.example', true],
  ['example', true],
  ['.example', true],
  ['*.example', true],
  ['xample', false],
  ['other, k8s.example:6443', true],
  ['k8s.example:443', false],
  ['.k8s.example', false],
  ['', false],
] as const)('NO_PROXY=%s spares k8s.example:6443: %s', ([noProxy, spared]) => {
  expect(proxied('https://k8s.example:6443', { HTTPS_PROXY: 'p', NO_PROXY: noProxy }) === undefined).toBe(spared);
});

test.for([
  ['10.0.0.0/8', true],
  ['10.1.2.3', true],
  ['10.1.2.0/24', true],
  ['10.1.3.0/24', false],
  ['0.0.0.0/0', true],
  ['10.0.0.0/99', false],
] as const)('NO_PROXY=%s spares 10.1.2.3: %s', ([noProxy, spared]) => {
  expect(proxied('https://10.1.2.3', { HTTPS_PROXY: 'p', no_proxy: noProxy }) === undefined).toBe(spared);
});
