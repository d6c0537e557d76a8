import { expect, test } from 'vitest';
import { keepFresh } from './operator.ts';

test('a token is renewed at 80 % of its hour, and soon again when that fails', async () => {
  const stop = new AbortController();
  const pauses: number[] = [];
  const troubles: string[] = [];
  let renewals = 0;
  await keepFresh(
    async () => {
      renewals += 1;
      if (renewals === 2) throw new Error('connection refused');
    },
    stop.signal,
    (why) => troubles.push(why),
    async (ms) => {
      pauses.push(ms / 60_000);
      if (pauses.length === 5) stop.abort();
    },
  );
  expect(pauses).toEqual([48, 48, 1 / 6, 48, 48]);
  expect(troubles).toEqual(['connection refused']);
  expect(renewals).toBe(4);
});

test('it ends at once with its signal', async () => {
  const stop = new AbortController();
  const ended = keepFresh(
    () => Promise.reject(new Error('not asked for')),
    stop.signal,
    (why) => expect.fail(why),
  );
  stop.abort();
  await ended;
});
