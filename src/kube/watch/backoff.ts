/** How long to wait before the `failures`-th attempt in a row: doubling from half a second to half a minute, at random between half and whole. */
export function backoffMs(failures: number, random: () => number): number {
  if (failures <= 0) return 0;
  const whole = Math.min(500 * 2 ** (failures - 1), 30_000);
  return whole / 2 + (random() * whole) / 2;
}

/** After a server restart every watch of every client ends in the same moment; they come back spread over this long. */
export const spreadMs = 1_000;
