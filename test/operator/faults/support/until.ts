import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../../src/lib/errors.ts';

/**
 * Waits until `wrong` finds nothing wrong, and gives the milliseconds it took; an Error with what is wrong when it lasts. What throws is
 * wrong too: servers are killed here.
 */
export async function until(
  what: string,
  wrong: () => Promise<string | undefined>,
  { withinMs = 90_000, more = (): string => '' } = {},
): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const why = await wrong().catch((error: unknown) => messageOf(error));
    const ms = performance.now() - startedAt;
    if (why === undefined) return ms;
    if (ms > withinMs) throw new Error(`not within ${withinMs / 1_000} s: ${what}: ${why}\n${more()}`);
    await sleep(50);
  }
}
