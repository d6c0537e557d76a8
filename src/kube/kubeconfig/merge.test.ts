import { expect, test } from 'vitest';
import { mergeKubeconfigs } from './merge.ts';
import { parseKubeconfig } from './parse.ts';

const first = parseKubeconfig(
  `
current-context: one
contexts: [{name: one, context: {cluster: red, user: me}}]
users: [{name: me, user: {token: first}}]
clusters: [{name: red, cluster: {server: "https://first"}}]`,
  'a',
);
const second = parseKubeconfig(
  `
current-context: two
contexts: [{name: two, context: {cluster: red, user: me, namespace: shop}}]
users: [{name: me, user: {token: second, username: extra}}, {name: other, user: {}}]
clusters: [{name: red, cluster: {server: "https://second", tls-server-name: extra}}]`,
  'b',
);

test('the first file to set current-context wins', () => {
  expect(mergeKubeconfigs([first, second]).currentContext).toBe('one');
  expect(mergeKubeconfigs([{ ...first, currentContext: undefined }, second]).currentContext).toBe('two');
});

test('an entry that two files define is taken whole from the first, fields it lacks included', () => {
  const merged = mergeKubeconfigs([first, second]);
  const me = merged.users.find((user) => user.name === 'me');
  expect(me).toMatchObject({ file: 'a', value: { token: 'first', username: undefined } });
  expect(merged.clusters.find((cluster) => cluster.name === 'red')?.value.tlsServerName).toBeUndefined();
});

test('entries that only a later file defines are added and remember their file', () => {
  const merged = mergeKubeconfigs([first, second]);
  expect(merged.contexts.map((context) => context.name)).toEqual(['one', 'two']);
  expect(merged.users.find((user) => user.name === 'other')?.file).toBe('b');
});
