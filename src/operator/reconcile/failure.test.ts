import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../../lib/errors.ts';
import { failureOf, retryAfter, sentenceOf } from './failure.ts';

test('files that cannot be rendered wait for other files; everything else is tried again', () => {
  const broken = failureOf(new Problem('InvalidInput', 'a quote is missing', { where: 'shop/broken.yaml:3' }));
  expect(broken.said).toEqual({ reason: 'RenderFailed', message: 'a quote is missing (shop/broken.yaml:3)' });
  expect(retryAfter(broken, 1, 0.5)).toBe(Number.POSITIVE_INFINITY);
  expect(retryAfter(failureOf(new Problem('Forbidden', 'no')), 1, 0.5)).toBeLessThan(10_000);
});

test('a sentence has its place once and says what to do', () => {
  const problem = new Problem('NotFound', 'a/b.yaml is not there', { where: 'a/b.yaml', hint: 'check the path' });
  expect(sentenceOf(problem)).toBe('a/b.yaml is not there; check the path');
});

test('retries come ever more rarely and never more rarely than every ten minutes', () => {
  const failure = failureOf(new Error('whatever'));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const wait = retryAfter(failure, failures, random);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(600_000);
      expect(retryAfter(failure, failures + 1, random)).toBeGreaterThanOrEqual(wait);
    }),
  );
});
