import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RenderTurn } from '../../render/types.ts';
import { inTime } from './time.ts';

const afterWaiting =
  (ms: number): RenderTurn =>
  async (work) => {
    await sleep(ms);
    return work();
  };

test('the time it waits for its turn is not counted', async () => {
  const turn = afterWaiting(300);
  expect(await inTime(100, { turn }, async (bounds) => bounds.turn?.(async () => 'done'))).toBe('done');
});

test('work that takes longer than it may is ended, in its turn and outside of it', async () => {
  const endless = (signal: AbortSignal | undefined): Promise<never> =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
  const turn = afterWaiting(10);
  const told = /longer than/;
  await expect(inTime(50, {}, ({ signal }) => endless(signal))).rejects.toThrow(told);
  const inTurn = inTime(50, { turn }, async ({ signal, turn: mine }) => mine?.(() => endless(signal), signal));
  await expect(inTurn).rejects.toThrow(told);
});

test('whoever ends it from outside is told as the reason', async () => {
  const stop = new AbortController();
  const endless = inTime(
    10_000,
    { signal: stop.signal },
    ({ signal }) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
  );
  stop.abort(new Error('superseded'));
  await expect(endless).rejects.toThrow('superseded');
});
