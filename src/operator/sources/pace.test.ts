import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intervalMs, waitMs } from './pace.ts';

test.each([
  ['2s', 2_000],
  ['1ms', 1_000],
  ['0s', 1_000],
  ['1m', 60_000],
  ['400d', 86_400_000],
  ['nonsense', 60_000],
  [undefined, 60_000],
])('an interval of %s is %i ms', (text, ms) => {
  expect(intervalMs(text)).toBe(ms);
});

test.each([
  ['2s', [2, 4, 8, 16, 30, 30]],
  ['1m', [10, 20, 40, 60, 60, 60]],
  ['10m', [10, 20, 40, 80, 160, 300, 300]],
])('a source of %s that fails waits %j seconds', (interval, seconds) => {
  expect(seconds.map((_, index) => waitMs(intervalMs(interval), index + 1, 0.5) / 1_000)).toEqual(seconds);
});

test('waits stay within ten percent, however often it failed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000, max: 86_400_000 }),
      fc.nat(10_000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (interval, failures, dice) => {
        const wait = waitMs(interval, failures, dice);
        const most = failures === 0 ? interval : Math.min(300_000, Math.max(interval, 30_000));
        expect(wait).toBeGreaterThanOrEqual(900);
        expect(wait).toBeLessThanOrEqual(most * 1.1);
      },
    ),
  );
});
