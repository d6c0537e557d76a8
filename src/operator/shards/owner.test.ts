import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownerOf } from './owner.ts';

const keys = Array.from({ length: 3_000 }, (_, n) => `team-${n % 17}/app-${n}`);
const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,12}$/), { minLength: 1, maxLength: 8 });

test.each([
  [['tug-operator-0', 'tug-operator-1', 'tug-operator-2']],
  [['tug-operator-7f9c5d-x2x8p', 'tug-operator-7f9c5d-x2x8q']],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']],
])('%j share Apps evenly', (replicas) => {
  const counts = new Map(replicas.map((replica) => [replica, 0]));
  for (const key of keys) {
    const owner = ownerOf(key, replicas) ?? '';
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const due = keys.length / replicas.length;
  for (const count of counts.values()) expect(Math.abs(count - due)).toBeLessThan(due * 0.25);
});

test('the order in which replicas are named does not matter', () => {
  fc.assert(
    fc.property(names, fc.string(), (replicas, key) => {
      expect(ownerOf(key, replicas.toReversed())).toBe(ownerOf(key, replicas));
    }),
  );
});

test('one that joins takes keys only for itself, one that leaves gives away only its own', () => {
  fc.assert(
    fc.property(names, fc.string(), ([joined = '', ...others], key) => {
      const before = ownerOf(key, others);
      expect([before, joined]).toContain(ownerOf(key, [...others, joined]));
    }),
  );
});

test('of no replicas nobody owns anything', () => {
  expect(ownerOf('a/b', [])).toBeUndefined();
});
