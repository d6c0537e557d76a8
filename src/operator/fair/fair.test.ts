import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Api, ApiRequest, ApiResponse } from '../../kube/index.ts';
import { fairApi } from './api.ts';
import { createScheduler } from './scheduler.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const read: ApiRequest = { method: 'GET', path: '/api' };

/** An API whose answers are given by hand. */
function manualApi(user = '') {
  const sent: { request: ApiRequest; user: string; answer: () => void; fail: (error: Error) => void }[] = [];
  const at = (as: string): Api => ({
    server: 'https://api.example',
    context: '',
    namespace: 'default',
    stats: { requests: 0, byVerb: {} },
    memory: new Map(),
    request: (request) =>
      new Promise((resolve, reject) => {
        sent.push({ request, user: as, answer: () => resolve({} as ApiResponse), fail: reject });
      }),
    stream: () =>
      Promise.resolve(
        (async function* chunks() {
          yield new Uint8Array([1]);
          await settle();
          yield new Uint8Array([2]);
        })(),
      ),
    impersonate: (name) => at(name),
    close: () => Promise.resolve(),
  });
  return { api: at(user), sent };
}

/** Takes turns and writes down who got one. */
function takeTurns(limit: number) {
  const scheduler = createScheduler({ limit });
  const given: string[] = [];
  const releases: (() => void)[] = [];
  const ask = async (tenant: string, signal?: AbortSignal): Promise<void> => {
    const release = await scheduler.turn(tenant, 60_000, signal);
    given.push(tenant);
    releases.push(release);
  };
  const release = async (): Promise<void> => {
    releases.shift()?.();
    await settle();
  };
  return { scheduler, given, ask, release };
}

describe('turns', () => {
  test('a tenant alone may use every place, and no more than there are', async () => {
    const { scheduler, given, ask } = takeTurns(3);
    for (let i = 0; i < 5; i += 1) void ask('a');
    await settle();
    expect(given).toHaveLength(3);
    expect(scheduler.counts).toEqual({ waiting: 2, running: 3, streams: 0 });
  });

  test('tenants that wait are served round robin, each in the order it asked', async () => {
    const { given, ask, release } = takeTurns(1);
    for (const tenant of ['a', 'a', 'a', 'a', 'b', 'b', 'c']) void ask(tenant);
    for (let i = 0; i < 7; i += 1) await release();
    expect(given).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a']);
  });

  test('whoever stops waiting gives up the turn at once', async () => {
    const { scheduler, given, ask, release } = takeTurns(1);
    const stop = new AbortController();
    void ask('a');
    const left = ask('b', stop.signal);
    void ask('c');
    stop.abort(new Error('no longer wanted'));
    await expect(left).rejects.toThrow('no longer wanted');
    expect(scheduler.counts.waiting).toBe(1);
    await release();
    expect(given).toEqual(['a', 'c']);
    await release();
    expect(scheduler.counts).toEqual({ waiting: 0, running: 0, streams: 0 });
    await expect(ask('b', stop.signal)).rejects.toThrow('no longer wanted');
  });

  test('a wait ends with a clear problem after its time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const scheduler = createScheduler({ limit: 1 });
      await scheduler.turn('a', 1_000);
      const waits = scheduler.turn('b', 1_000).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(await waits).toMatchObject({ code: 'Timeout', where: 'tenant b' });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a place given back twice is one place', async () => {
    const scheduler = createScheduler({ limit: 2 });
    const release = await scheduler.turn('a', 1_000);
    await scheduler.turn('a', 1_000);
    release();
    release();
    expect(scheduler.counts.running).toBe(1);
  });

  test('nobody starves: with T tenants the n-th request of a tenant waits for at most n rounds of T turns, whoever leaves', async () => {
    const request = fc.record({ tenant: fc.nat(4), leaves: fc.constantFrom(false, false, false, true) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        async (requests, limit) => {
          const scheduler = createScheduler({ limit });
          const held = await Promise.all(Array.from({ length: limit }, () => scheduler.turn('holder', 60_000)));
          const given: { tenant: number; nth: number }[] = [];
          const releases = [...held];
          const counts = new Map<number, number>();
          const stops: AbortController[] = [];
          for (const { tenant, leaves } of requests) {
            const stop = new AbortController();
            const nth = (counts.get(tenant) ?? 0) + (leaves ? 0 : 1);
            counts.set(tenant, nth);
            if (leaves) stops.push(stop);
            const got = scheduler.turn(String(tenant), 60_000, stop.signal);
            got.then(
              (release) => {
                given.push({ tenant, nth });
                releases.push(release);
              },
              () => undefined,
            );
          }
          for (const stop of stops) stop.abort(new Error('left'));
          const expected = requests.filter(({ leaves }) => !leaves).length;
          expect(scheduler.counts.waiting).toBe(expected);
          for (let release = releases.shift(); release; release = releases.shift()) {
            release();
            await settle();
          }
          expect(given).toHaveLength(expected);
          for (const [at, { nth }] of given.entries()) expect(at + 1).toBeLessThanOrEqual(nth * counts.size);
          expect(scheduler.counts).toEqual({ waiting: 0, running: 0, streams: 0 });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a fair API', () => {
  test('sends a request when it is its turn, and the next when that has ended, well or not', async () => {
    const { api, sent } = manualApi();
    const scheduler = createScheduler({ limit: 1 });
    const a = fairApi(scheduler, api, 'a');
    const first = a.request(read);
    const second = fairApi(scheduler, api, 'b').request(read);
    await settle();
    expect(sent).toHaveLength(1);
    sent[0]?.fail(new Error('refused'));
    await expect(first).rejects.toThrow('refused');
    await settle();
    expect(sent).toHaveLength(2);
    sent[1]?.answer();
    await second;
    expect(scheduler.counts.running).toBe(0);
  });

  test('waits for its turn as somebody else too', async () => {
    const { api, sent } = manualApi();
    const scheduler = createScheduler({ limit: 1 });
    const other = fairApi(scheduler, api, 'a').impersonate('system:serviceaccount:shop:deployer');
    void other.request(read);
    void other.request(read);
    await settle();
    expect(sent.map(({ user }) => user)).toEqual(['system:serviceaccount:shop:deployer']);
    expect(scheduler.counts.waiting).toBe(1);
  });

  test('counts a stream until it ends, is left, or its signal aborts, and refuses too many of one tenant', async () => {
    const { api } = manualApi();
    const scheduler = createScheduler({ streams: 3 });
    const a = fairApi(scheduler, api, 'a');
    const stop = new AbortController();
    const [one, two] = [await a.stream(read), await a.stream(read), await a.stream({ ...read, signal: stop.signal })];
    await expect(a.stream(read)).rejects.toMatchObject({ code: 'LimitExceeded', where: 'tenant a' });
    await fairApi(scheduler, api, 'b').stream(read);
    expect(scheduler.counts.streams).toBe(4);
    for await (const chunk of one) expect(chunk).toHaveLength(1);
    expect(scheduler.counts.streams).toBe(3);
    for await (const chunk of two) {
      expect(chunk).toHaveLength(1);
      break;
    }
    expect(scheduler.counts.streams).toBe(2);
    stop.abort();
    expect(scheduler.counts.streams).toBe(1);
  });
});
