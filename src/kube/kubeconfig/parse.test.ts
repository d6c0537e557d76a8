import { expect, test } from 'vitest';
import { parseKubeconfig } from './parse.ts';

function userOf(yaml: string) {
  return parseKubeconfig(`users:\n- name: me\n  user: ${yaml}`, 'config').users[0]?.value;
}

test('scalars stay text, so that a numeric password keeps its zeros', () => {
  expect(userOf('{username: 007, password: 0123, token: true}')).toMatchObject({
    username: '007',
    password: '0123',
    token: 'true',
  });
});

test('null lists and maps, as plugins write them, are empty ones', () => {
  const exec =
    '{exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, args: null, env: null, installHint: null}}';
  expect(userOf(exec)?.exec).toMatchObject({ command: 'aws', args: [], env: {}, interactiveMode: 'IfAvailable' });
});

test('an empty file is an empty kubeconfig', () => {
  expect(parseKubeconfig('', 'config')).toEqual({ currentContext: undefined, clusters: [], users: [], contexts: [] });
});

test('JSON is read as the YAML it is', () => {
  const json =
    '{"kind":"Config","clusters":[{"name":"c","cluster":{"server":"https://x","insecure-skip-tls-verify":true}}]}';
  expect(parseKubeconfig(json, 'config').clusters[0]?.value).toMatchObject({
    server: 'https://x',
    insecureSkipTlsVerify: true,
  });
});

test('impersonation and the exec extension of a cluster are read', () => {
  expect(userOf('{as: jane, as-uid: u1, as-groups: [a, b], as-user-extra: {scopes: [x]}}')?.impersonation).toEqual({
    user: 'jane',
    uid: 'u1',
    groups: ['a', 'b'],
    extra: { scopes: ['x'] },
  });
  const cluster =
    '{server: "https://x", extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: me}}]}';
  expect(parseKubeconfig(`clusters: [{name: c, cluster: ${cluster}}]`, 'f').clusters[0]?.value.execConfig).toEqual({
    audience: 'me',
  });
});

test.for([
  ['users: [a', 'config:2'],
  ['just words', 'config'],
  ['kind: Deployment', 'config'],
  ['users: {me: {}}', 'config'],
  ['users: [5]', 'config'],
  ['users: [{name: me, user: {token: [a]}}]', 'config, user "me"'],
  ['users: [{name: me, user: {exec: {command: x}}}]', 'config, user "me"'],
  [
    'users: [{name: me, user: {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}}}]',
    'config, user "me"',
  ],
  ['users: [{name: me, user: {exec: {apiVersion: client.authentication.k8s.io/v1}}}]', 'config, user "me"'],
  [
    'users: [{name: me, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: No}}}]',
    'config, user "me"',
  ],
] as const)('refuses %s with its place', ([yaml, where]) => {
  expect(() => parseKubeconfig(yaml, 'config')).toThrow(
    expect.objectContaining({ code: 'InvalidKubeconfig', where, hint: expect.any(String) as string }) as Error,
  );
});

test('a syntax error does not quote the file, which holds secrets', () => {
  try {
    parseKubeconfig('users:\n- name: me\n  user: {token: hunter2, token: : }', 'config');
    expect.unreachable();
  } catch (error) {
    expect(JSON.stringify(error) + String(error)).not.toContain('hunter2');
  }
});
