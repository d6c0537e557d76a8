import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { waitAfter } from './backoff.ts';
import { createQueue } from './queue.ts';
import { priorities, type Again, type Priority, type QueueOptions, type Turn } from './types.ts';

const { asked, drift, change, first } = priorities;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const lasting = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A queue whose starts are written down. Keys are `group/name`; work takes 10 ms unless told. */
function record(options: Partial<QueueOptions> = {}) {
  const starts: string[] = [];
  const errors: unknown[] = [];
  const atWork = new Set<string>();
  let twice = 0;
  const work = options.work ?? (() => lasting(10).then((): Again => undefined));
  const queue = createQueue({
    places: 1,
    groupOf: (key) => key.slice(0, key.indexOf('/')),
    onError: (_, error) => errors.push(error),
    backoff: { firstMs: 100, mostMs: 1_000 },
    now: () => Date.now(),
    random: () => 1,
    ...options,
    work: async (key, turn) => {
      if (atWork.has(key)) twice += 1;
      atWork.add(key);
      starts.push(key);
      try {
        return await work(key, turn);
      } finally {
        atWork.delete(key);
      }
    },
  });
  return { queue, starts, errors, atWork, twice: () => twice };
}

describe('a key', () => {
  test('is worked on once however often it was added', async () => {
    const { queue, starts } = record();
    for (let i = 0; i < 5; i += 1) queue.add('a/x', change);
    await pass(100);
    expect(starts).toEqual(['a/x']);
    expect(queue.counts).toEqual({ waiting: 0, running: 0, later: 0 });
  });

  test('that is added while it is worked on is worked on once more after that, at the highest priority it was added with', async () => {
    const { queue, starts, twice } = record();
    queue.add('a/x', first);
    await pass(5);
    queue.add('a/x', first);
    queue.add('a/x', asked);
    queue.add('a/x', change);
    queue.add('a/y', drift);
    await pass(100);
    expect(starts).toEqual(['a/x', 'a/x', 'a/y']);
    expect(twice()).toBe(0);
  });

  test('that is added for later runs then, and an earlier wish wins', async () => {
    const { queue, starts } = record();
    queue.add('a/x', change, 1_000);
    queue.add('a/x', change, 300);
    queue.add('a/x', change, 2_000);
    await pass(299);
    expect(starts).toEqual([]);
    expect(queue.counts.later).toBe(1);
    await pass(1);
    expect(starts).toEqual(['a/x']);
    await pass(5_000);
    expect(starts).toEqual(['a/x']);
  });

  test('that asks to come again does so after that time', async () => {
    const { queue, starts } = record({ work: () => Promise.resolve({ afterMs: 500 }) });
    queue.add('a/x', change);
    await pass(499);
    expect(starts).toHaveLength(1);
    await pass(1);
    expect(starts).toHaveLength(2);
    await queue.stop();
  });

  test('that is farther away than a timer can hold is neither early nor lost', async () => {
    const { queue, starts } = record();
    const days = 24 * 3_600_000;
    queue.add('a/x', change, 60 * days);
    await pass(59 * days);
    expect(starts).toEqual([]);
    await pass(2 * days);
    expect(starts).toEqual(['a/x']);
  });

  test('that was removed does not run, and what a run of it says afterwards is of no account', async () => {
    const { queue, starts } = record({ work: () => lasting(10).then((): Again => ({ failed: true })) });
    queue.add('a/x', change);
    queue.add('a/y', change);
    queue.add('a/z', change, 50);
    await pass(5);
    queue.remove('a/x');
    queue.remove('a/y');
    queue.remove('a/z');
    await pass(10_000);
    expect(starts).toEqual(['a/x']);
    expect(queue.counts).toEqual({ waiting: 0, running: 0, later: 0 });
  });

  test('that was removed and added again while it ran is worked on again, never twice at once', async () => {
    const { queue, starts, twice } = record({ places: 4 });
    queue.add('a/x', change);
    await pass(5);
    queue.remove('a/x');
    queue.add('a/x', change);
    await pass(1);
    expect(starts).toHaveLength(1);
    await pass(100);
    expect(starts).toHaveLength(2);
    expect(twice()).toBe(0);
  });
});

describe('a key that fails', () => {
  const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, at) => time - (times[at] ?? 0));

  test('waits twice as long each time, up to a bound, and from the start again after a success', async () => {
    const times: number[] = [];
    const said: Again[] = [
      ...Array.from({ length: 6 }, () => ({ failed: true }) as const),
      { afterMs: 7 },
      { failed: true },
    ];
    const { queue } = record({
      work: () => {
        times.push(Date.now());
        return Promise.resolve(said.shift());
      },
    });
    queue.add('a/x', change);
    await pass(20_000);
    expect(gaps(times)).toEqual([100, 200, 400, 800, 1_000, 1_000, 7, 100]);
  });

  test('is told and backs off when its work throws', async () => {
    const defect = new Error('defect');
    const { queue, starts, errors } = record({ work: () => Promise.reject(defect) });
    queue.add('a/x', change);
    await pass(99);
    expect([starts.length, errors]).toEqual([1, [defect]]);
    await pass(1);
    expect(starts).toHaveLength(2);
    await queue.stop();
  });

  test('runs at once and with its failures forgotten when a person asks for it', async () => {
    const times: number[] = [];
    const { queue } = record({
      work: () => {
        times.push(Date.now());
        return Promise.resolve({ failed: true });
      },
    });
    queue.add('a/x', change);
    await pass(100 + 200 + 400 + 1);
    expect(times).toHaveLength(4);
    queue.add('a/x', asked);
    await pass(0);
    expect(times).toHaveLength(5);
    await pass(100);
    expect(times).toHaveLength(6);
    await queue.stop();
  });

  test('keeps its failures when a change makes it run earlier', async () => {
    const times: number[] = [];
    const { queue } = record({
      work: () => {
        times.push(Date.now());
        return Promise.resolve({ failed: true });
      },
    });
    queue.add('a/x', change);
    await pass(50);
    queue.add('a/x', change);
    await pass(1_000);
    expect(gaps(times)[1]).toBe(200);
    await queue.stop();
  });

  test('any back-off is bounded and, until its bound, never shorter than the one before', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        chance,
        chance,
        (firstMs, more, failures, one, other) => {
          const backoff = { firstMs, mostMs: firstMs + more };
          const wait = waitAfter(failures, backoff, () => one);
          const next = waitAfter(failures + 1, backoff, () => other);
          expect(wait).toBeGreaterThan(0);
          expect(next).toBeLessThanOrEqual(backoff.mostMs);
          if (firstMs * 2 ** failures <= backoff.mostMs) expect(next).toBeGreaterThanOrEqual(wait);
        },
      ),
    );
  });
});

describe('order', () => {
  test('what is added in one go is put into order before the first of it starts', async () => {
    const { queue, starts } = record();
    queue.add('a/1', first);
    queue.add('a/2', change);
    queue.add('a/3', asked);
    queue.add('a/4', drift);
    queue.add('a/5', change);
    await pass(100);
    expect(starts).toEqual(['a/3', 'a/4', 'a/2', 'a/5', 'a/1']);
  });

  test('a group with a thousand keys gets no more turns than one with a single key', async () => {
    const { queue, starts } = record();
    for (let i = 0; i < 1_000; i += 1) queue.add(`noisy/${i}`, asked);
    await pass(15);
    queue.add('quiet/x', first);
    await pass(20);
    expect(starts.indexOf('quiet/x')).toBeLessThanOrEqual(3);
  });

  test('a key that gave up its place lets others run and still ends as itself', async () => {
    const slow = async (key: string, turn: Turn): Promise<Again> => {
      if (key === 'a/slow') {
        turn.yieldPlace();
        turn.yieldPlace();
        await lasting(1_000);
      } else {
        await lasting(10);
      }
      return undefined;
    };
    const { queue, starts, atWork, twice } = record({ work: slow });
    queue.add('a/slow', change);
    queue.add('a/1', change);
    queue.add('a/2', change);
    await pass(5);
    expect([...atWork]).toEqual(['a/slow', 'a/1']);
    expect(queue.counts.running).toBe(2);
    queue.add('a/slow', asked);
    await pass(100);
    expect(starts).toEqual(['a/slow', 'a/1', 'a/2']);
    await pass(1_000);
    expect(starts).toEqual(['a/slow', 'a/1', 'a/2', 'a/slow']);
    expect(twice()).toBe(0);
    await pass(1_000);
  });

  test('a stopped queue starts nothing more and waits for what runs', async () => {
    const { queue, starts } = record();
    queue.add('a/1', change);
    queue.add('a/2', change);
    queue.add('a/3', change, 20);
    await pass(1);
    let stopped = false;
    const stop = queue.stop().then(() => (stopped = true));
    await pass(5);
    expect(stopped).toBe(false);
    await pass(5);
    await stop;
    queue.add('a/4', asked);
    await pass(1_000);
    expect(starts).toEqual(['a/1']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

const anyStep = fc.record({
  key: fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(5)).map(([group, name]) => `${group}/${name}`),
  priority: fc.constantFrom<Priority>(first, change, drift, asked),
  afterMs: fc.constantFrom(0, 0, 0, 5, 40),
  lastsMs: fc.integer({ min: 0, max: 30 }),
  says: fc.constantFrom<Again>(undefined, undefined, { failed: true }, { afterMs: 3 }),
  yields: fc.boolean(),
  throws: fc.constantFrom(false, false, false, true),
  passMs: fc.constantFrom(0, 0, 1, 10, 50),
  remove: fc.constantFrom(false, false, false, false, true),
});

test('whatever is added, removed, fails, throws and yields: no key is lost, none is worked on twice at once, places are kept', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (steps, places) => {
      const plans = new Map<string, (typeof steps)[number][]>();
      /** Keys with an add that no start has answered yet. */
      const owed = new Set<string>();
      let holding = 0;
      let most = 0;
      const { queue, twice } = record({
        places,
        work: async (key, turn) => {
          owed.delete(key);
          most = Math.max(most, (holding += 1));
          const plan = plans.get(key)?.shift();
          if (plan?.yields) {
            holding -= 1;
            turn.yieldPlace();
          }
          if (plan) await lasting(plan.lastsMs);
          if (!plan?.yields) holding -= 1;
          if (plan?.throws) throw new Error('defect');
          return plan?.says;
        },
      });
      for (const step of steps) {
        plans.set(step.key, [...(plans.get(step.key) ?? []), step]);
        if (step.remove) {
          queue.remove(step.key);
          owed.delete(step.key);
        } else {
          queue.add(step.key, step.priority, step.afterMs);
          owed.add(step.key);
        }
        await pass(step.passMs);
      }
      await pass(200_000);
      expect([...owed]).toEqual([]);
      expect(queue.counts).toEqual({ waiting: 0, running: 0, later: 0 });
      expect(twice()).toBe(0);
      expect(most).toBeLessThanOrEqual(places);
    }),
    { numRuns: 150 },
  );
});

test('with G groups a key starts after at most G times its position in its group', async () => {
  const groups = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(groups, fc.array(fc.nat(5), { maxLength: 80 }), async (sizes, refills) => {
      const pending = [...refills];
      let more = 0;
      const recorded: ReturnType<typeof record> = record({
        work: async () => {
          await lasting(1);
          // A group that keeps filling up must not push others back.
          const group = pending.shift();
          if (group !== undefined && group < sizes.length) recorded.queue.add(`${group}/more-${(more += 1)}`, first);
          return undefined;
        },
      });
      for (const [group, size] of sizes.entries()) {
        for (let i = 1; i <= size; i += 1) recorded.queue.add(`${group}/${i}`, drift);
      }
      await pass(1_000);
      for (const [group, size] of sizes.entries()) {
        for (let i = 1; i <= size; i += 1) {
          const startedAs = recorded.starts.indexOf(`${group}/${i}`) + 1;
          expect(startedAs).toBeGreaterThan(0);
          expect(startedAs).toBeLessThanOrEqual(sizes.length * i);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('within a group the higher priority goes first and equals go in the order they came', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Priority>(first, change, drift, asked), { maxLength: 60 }),
      async (wishes) => {
        const { queue, starts } = record();
        for (const [at, priority] of wishes.entries()) queue.add(`a/${at}`, priority);
        await pass(1_000);
        const order = [...wishes.entries()].toSorted(([i, a], [j, b]) => b - a || i - j);
        expect(starts).toEqual(order.map(([at]) => `a/${at}`));
      },
    ),
    { numRuns: 100 },
  );
});

test('a hundred thousand keys, all raised and half of them put off, are all worked on', async () => {
  const { queue, starts } = record({ places: 20, work: () => Promise.resolve(undefined) });
  for (let i = 0; i < 100_000; i += 1) queue.add(`${i % 100}/${i}`, first, i % 2 === 0 ? 0 : 50);
  for (let i = 0; i < 100_000; i += 1) queue.add(`${i % 100}/${i}`, drift, 50);
  await pass(50);
  await pass(0);
  expect(new Set(starts).size).toBe(100_000);
  expect(starts).toHaveLength(100_000);
});
