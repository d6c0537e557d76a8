import type { QueueOptions } from './types.ts';

/**
 * Milliseconds before the attempt after the `failures`-th failure in a row: doubling from `firstMs`, never more than `mostMs`, at random
 * between half of that and all of it, so that what failed together does not come back together. Until `mostMs` is reached no wait is
 * shorter than the one before.
 */
export function waitAfter(
  failures: number,
  { firstMs, mostMs }: QueueOptions['backoff'],
  random: () => number,
): number {
  const whole = Math.min(firstMs * 2 ** Math.max(failures - 1, 0), mostMs);
  return whole / 2 + (random() * whole) / 2;
}
