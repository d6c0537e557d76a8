import { expect, test } from 'vitest';
import { rateLimit } from './rate.ts';

function limited(burst: number, perSecond: number) {
  const clock = { ms: 0 };
  return { clock, wait: rateLimit(burst, perSecond, () => clock.ms) };
}

test('an address may send a burst, then as many a second as allowed, and is told how long to wait', () => {
  const { clock, wait } = limited(3, 0.5);
  expect([1, 2, 3, 4].map(() => wait('10.0.0.1'))).toEqual([0, 0, 0, 2]);
  expect(wait('10.0.0.2')).toBe(0);
  clock.ms += 2_000;
  expect(wait('10.0.0.1')).toBe(0);
  expect(wait('10.0.0.1')).toBe(2);
  clock.ms += 1_000_000;
  expect([1, 2, 3, 4].map(() => wait('10.0.0.1'))).toEqual([0, 0, 0, 2]);
});

test.each([
  ['2001:db8:1:2::5', '2001:db8:1:2:ffff::9', true],
  ['2001:db8::5', '2001:db8:0:0:1:2:3:4', true],
  ['2001:db8:1:2::5', '2001:db8:1:3::5', false],
  ['::ffff:10.0.0.1', '::ffff:10.0.0.2', false],
])('%s and %s are one sender: %s', (one, other, same) => {
  const { wait } = limited(1, 1);
  wait(one);
  expect(wait(other) > 0).toBe(same);
});

test('a flood from ever new addresses is forgotten, not kept', () => {
  const { wait } = limited(1, 1);
  wait('10.0.0.1');
  for (let i = 0; i < 10_000; i += 1) wait(`host-${i}`);
  expect(wait('10.0.0.1')).toBe(0);
});
