import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../../lib/errors.ts';
import type { Step } from '../types.ts';
import { sorted } from './sort.ts';

const step = (id: string, after: readonly string[]): Step => ({
  id,
  action: 'create',
  object: { apiVersion: 'v1', kind: 'ConfigMap', name: id },
  reason: '',
  stage: 'deploy',
  after: after.map((other) => ({ step: other, until: 'applied' })),
  risks: [],
  changes: [],
});
const ids = (steps: readonly Step[]): string[] => steps.map(({ id }) => id);

test('every step comes after what it waits for, and none gets lost', () => {
  const graph = fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 20 });
  fc.assert(
    fc.property(graph, fc.integer(), (edges, seed) => {
      const steps = edges.map((after, i) => step(String(i), after.filter((other) => other < i).map(String)));
      const shuffled = steps.toSorted(
        (a, b) => ((Number(a.id) * 7919 + seed) % 13) - ((Number(b.id) * 7919 + seed) % 13),
      );
      const order = ids(sorted(shuffled));
      expect(new Set(order)).toEqual(new Set(ids(steps)));
      for (const { id, after } of steps) {
        for (const { step: other } of after) expect(order.indexOf(other)).toBeLessThan(order.indexOf(id));
      }
    }),
  );
});

test('without edges the order stays, and edges to what is no step mean nothing', () => {
  expect(ids(sorted([step('b', []), step('a', ['gone']), step('c', [])]))).toEqual(['b', 'a', 'c']);
});

test('a circle is named from where it begins', () => {
  const circle = [step('start', ['a']), step('a', ['b']), step('b', ['c']), step('c', ['a'])];
  expect(() => sorted(circle)).toThrow(Problem);
  expect(() => sorted(circle)).toThrow('ConfigMap a → ConfigMap b → ConfigMap c → ConfigMap a');
  expect(() => sorted([step('self', ['self'])])).toThrow('ConfigMap self → ConfigMap self');
});

test('a chain of many thousands is no problem', () => {
  const chain = Array.from({ length: 50_000 }, (_, i) => step(String(i), i > 0 ? [String(i - 1)] : []));
  expect(ids(sorted(chain.toReversed()))).toEqual(ids(chain));
});
