import { expect, test } from 'vitest';
import { slots } from './slots.ts';

test('never more than the limit is under way, and work starts in the order it came', async () => {
  const slot = slots(3);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      slot(async () => {
        started.push(index);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      }),
    ),
  );
  expect(most).toBe(3);
  expect(started).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('a slot comes back when the work fails', async () => {
  const slot = slots(1);
  await expect(slot(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(slot(() => Promise.resolve('yes'))).resolves.toBe('yes');
});
