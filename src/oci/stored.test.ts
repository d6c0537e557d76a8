import { expect, test } from 'vitest';
import { storedCredential } from './stored.ts';

const find = (names: readonly string[], registry: string, repository: string): string | undefined =>
  storedCredential(
    Object.fromEntries(names.map((name) => [name, { username: name, password: 'p' }])),
    registry,
    repository,
    'here',
  )?.username;

test.each([
  [['r.example'], 'r.example', 'a/b', 'r.example'],
  [['r.example:5000'], 'r.example', 'a/b', undefined],
  [['r.example'], 'r.example:5000', 'a/b', undefined],
  [['r.example', 'r.example/a', 'r.example/a/b', 'r.example/a/bc'], 'r.example', 'a/b', 'r.example/a/b'],
  [['r.example/a'], 'r.example', 'ab', undefined],
  [['r.example/a'], 'r.example', 'a/b/c', 'r.example/a'],
  [['https://r.example/v2/'], 'r.example', 'a', 'https://r.example/v2/'],
  [['*.example', 'r.example'], 'r.example', 'a', 'r.example'],
  [['*.example/a', 'r.example'], 'r.example', 'a', '*.example/a'],
  [['*.example'], 'r.team.example', 'a', undefined],
  [['*.ecr.*.example'], '12.ecr.eu.example', 'a', '*.ecr.*.example'],
  [['pre*mid*post.example'], 'pre-x-mid-y-post.example', 'a', 'pre*mid*post.example'],
  [['ab*ba.example'], 'aba.example', 'a', undefined],
  [['https://index.docker.io/v1/'], 'docker.io', 'library/x', 'https://index.docker.io/v1/'],
  [['evil.example'], 'r.example', 'a', undefined],
])('of %j, %s/%s takes %s', (names, registry, repository, found) => {
  expect(find(names, registry, repository)).toBe(found);
});

test('many stars take no long time', () => {
  expect(find([`${'*a'.repeat(5_000)}b.example`], `${'a'.repeat(20_000)}.example`, 'x')).toBeUndefined();
});

test('a broken entry is told without what it holds', () => {
  expect(() => storedCredential({ 'r.example': { auth: 'c2VjcmV0' } }, 'r.example', 'a', 'here')).toThrow(
    'the entry for r.example is not base64 of user:password',
  );
});
