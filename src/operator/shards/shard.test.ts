import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createShard } from './shard.ts';
import { leaseServer, noTrouble, type LeaseServer, type Trouble } from './testing.ts';
import type { Shard } from './types.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time goes on in small steps; after each, `look` sees what is. */
async function pass(ms: number, look: () => void = () => undefined): Promise<void> {
  for (let left = ms; left > 0; left -= 20) {
    await vi.advanceTimersByTimeAsync(Math.min(left, 20));
    for (let i = 0; i < 4; i += 1) await turn();
    look();
  }
}

const apps = Array.from({ length: 16 }, (_, at) => `team/app-${at}`);
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A replica that works on what it owns; each piece of work takes `workMs` to end once it has to. */
function replica(server: LeaseServer, name: string, options: { workMs?: number } = {}) {
  const trouble: Trouble = noTrouble();
  const working = new Set<string>();
  const offset = { wall: 0 };
  const messages: string[] = [];
  const endings = new Set<Promise<void>>();
  let shard: Shard | undefined;
  let dead = false;
  const work = (): void => {
    for (const app of apps) {
      if (shard?.owns(app)) working.add(app);
      else if (working.has(app)) end(app);
    }
  };
  const end = (app: string): void => {
    const ending = new Promise<void>((resolve) => {
      setTimeout(() => {
        if (!shard?.owns(app)) working.delete(app);
        endings.delete(ending);
        resolve();
      }, options.workMs ?? 0);
    });
    endings.add(ending);
  };
  const log = { ...silent, warn: (text: string) => messages.push(text), error: (text: string) => messages.push(text) };
  const joining = createShard({
    api: server.connect(trouble),
    name,
    log,
    clock: { monotonic: () => performance.now(), wall: () => Date.now() + offset.wall },
    settled: async () => {
      while (endings.size > 0) await Promise.all(endings);
    },
  }).then((joined) => {
    shard = joined;
    shard.onChange(work);
    work();
  });
  joining.catch(() => undefined);
  return {
    name,
    trouble,
    offset,
    messages,
    joined: () => shard !== undefined,
    owned: () => (dead ? [] : apps.filter((app) => shard?.owns(app))),
    /** What it would still write for. */
    writes: () => (!dead && shard?.mayWrite() ? [...working] : []),
    mayWrite: () => shard?.mayWrite() ?? false,
    replicas: () => shard?.replicas ?? [],
    /** As SIGKILL: it does nothing any more. */
    kill: () => {
      dead = true;
      trouble.cut = true;
    },
    isDead: () => dead,
    close: async () => {
      if (dead || !shard) return;
      dead = true;
      const closing = shard.close();
      const done = closing.then(() => true);
      while (!(await Promise.race([done, pass(100)])));
      await closing;
      trouble.cut = true;
    },
  };
}

type Replica = ReturnType<typeof replica>;

/** Apps that more than one replica would write for. */
function doubles(replicas: readonly Replica[]): string[] {
  const all = replicas.flatMap((it) => it.writes());
  return all.filter((app, at) => all.indexOf(app) !== at);
}

function ownedOnce(replicas: readonly Replica[]): boolean {
  const all = replicas.flatMap((it) => it.owned());
  return all.length === apps.length && new Set(all).size === apps.length;
}

test('a replica alone owns every App at once', async () => {
  const a = replica(leaseServer(), 'a');
  await pass(100);
  expect(a.owned()).toEqual(apps);
  expect(a.mayWrite()).toBe(true);
});

test('a replica at rest sends one renewal every two seconds, and has one watch', async () => {
  const server = leaseServer();
  replica(server, 'a');
  await pass(100);
  const before = { ...server.requests };
  await pass(60_000);
  expect(server.requests['UPDATE']).toBe(30);
  expect({ ...server.requests, UPDATE: undefined }).toEqual({ ...before, UPDATE: undefined });
});

test('one that joins gets its share only when the work on it has ended', async () => {
  const server = leaseServer();
  const a = replica(server, 'a', { workMs: 3_000 });
  await pass(200);
  const b = replica(server, 'b');
  await pass(1_000);
  const left = a.owned();
  expect(left.length).toBeLessThan(apps.length);
  expect(b.owned()).toEqual([]);
  await pass(2_500, () => expect(doubles([a, b])).toEqual([]));
  expect(ownedOnce([a, b])).toBe(true);
  expect(a.owned()).toEqual(left);
});

test('the Apps of one that leaves are owned by others at once', async () => {
  const server = leaseServer();
  const [a, b, c] = [replica(server, 'a'), replica(server, 'b'), replica(server, 'c')];
  await pass(1_000);
  expect(ownedOnce([a, b, c])).toBe(true);
  await b.close();
  await pass(200);
  expect(ownedOnce([a, c])).toBe(true);
});

test('the Apps of one that was killed are owned by others within seconds, not earlier than it stops writing', async () => {
  const server = leaseServer();
  const [a, b] = [replica(server, 'a'), replica(server, 'b')];
  await pass(1_000);
  b.trouble.cut = true;
  const before = a.owned().length;
  while (b.mayWrite()) {
    await pass(20);
    expect(a.owned()).toHaveLength(before);
  }
  await pass(3_500);
  expect(a.owned()).toEqual(apps);
});

test('a replica that was thought dead joins again and gets its share back', async () => {
  const server = leaseServer();
  const [a, b] = [replica(server, 'a'), replica(server, 'b')];
  await pass(1_000);
  b.trouble.cut = true;
  await pass(10_000);
  expect(a.owned()).toEqual(apps);
  b.trouble.cut = false;
  await pass(8_000, () => expect(doubles([a, b])).toEqual([]));
  expect(ownedOnce([a, b])).toBe(true);
  expect(b.owned().length).toBeGreaterThan(0);
});

test('a replica whose watch shows nothing any more takes nobody alive for dead, and looks anew', async () => {
  const server = leaseServer();
  const [a, b] = [replica(server, 'a'), replica(server, 'b')];
  await pass(1_000);
  a.trouble.blind = true;
  await pass(5_000, () => expect(ownedOnce([a, b])).toBe(true));
  b.kill();
  await pass(1_000);
  a.trouble.blind = false;
  await pass(9_000);
  expect(a.owned()).toEqual(apps);
});

test('a Lease that was left behind long ago holds nobody up', async () => {
  const server = leaseServer();
  const a = replica(server, 'a');
  await pass(1_000);
  a.kill();
  await pass(60_000);
  const b = replica(server, 'b');
  await pass(200);
  expect(b.owned()).toEqual(apps);
});

test('a process that is started again under its name goes on at once, and its predecessor ends for good', async () => {
  const server = leaseServer();
  const before = replica(server, 'a');
  await pass(1_000);
  const after = replica(server, 'a');
  await pass(200);
  expect(after.owned()).toEqual(apps);
  await pass(3_000);
  expect([before.owned(), before.mayWrite()]).toEqual([[], false]);
  expect(before.messages.at(-1)).toMatch(/another process has taken the name/);
  expect(after.owned()).toEqual(apps);
});

test.each([3_600_000, -3_600_000, 4_000])(
  'a wall clock that jumps by %d ms costs no App, and the right to write for one renewal at most',
  async (jump) => {
    const server = leaseServer();
    const [a, b] = [replica(server, 'a'), replica(server, 'b')];
    await pass(1_000);
    const owned = a.owned();
    a.offset.wall += jump;
    await pass(10_000, () => {
      expect(a.owned()).toEqual(owned);
      expect(b.mayWrite()).toBe(true);
    });
    expect(a.mayWrite()).toBe(true);
  },
);

test('a name that is none of a Lease is refused', async () => {
  await expect(createShard({ api: leaseServer().connect(), name: 'Not/One', log: silent })).rejects.toMatchObject({
    code: 'Usage',
  });
});

const event = fc.record({
  who: fc.nat(3),
  what: fc.constantFrom('start', 'start', 'kill', 'close', 'cut', 'cut', 'blind', 'lag', 'mend', 'jump'),
  ms: fc.integer({ min: 20, max: 9_000 }),
});

/** Counted, so that the page of the decision can say how often it was tried. */
const trials = Number(process.env['TUG_SHARD_TRIALS'] ?? 20);

test('whatever joins, leaves, dies, is cut off, blind or slow: no two replicas write for an App, and in the end each has one owner', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 3, maxLength: 14 }),
      fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 4, maxLength: 4 }),
      async (events, workMs) => {
        const server = leaseServer();
        const all: Replica[] = [];
        const slots: (Replica | undefined)[] = [];
        const begin = (slot: number): void => {
          const one = replica(server, `r${slot}-${all.length}`, { workMs: workMs[slot] ?? 0 });
          slots[slot] = one;
          all.push(one);
        };
        const check = (): void => expect(doubles(all)).toEqual([]);
        begin(0);
        for (const { who, what, ms } of events) {
          const one = slots[who];
          if (!one || one.isDead()) {
            if (what === 'start') begin(who);
          } else if (what === 'kill') one.kill();
          else if (what === 'close') await one.close();
          else if (what === 'cut') one.trouble.cut = true;
          else if (what === 'blind') one.trouble.blind = true;
          else if (what === 'lag') one.trouble.lagMs = ms / 4;
          else if (what === 'jump') one.offset.wall += (ms % 2 === 0 ? 1 : -1) * ms * 1_000;
          else if (what === 'mend') Object.assign(one.trouble, noTrouble());
          await pass(ms, check);
        }
        begin(9);
        for (const one of all) if (!one.isDead()) Object.assign(one.trouble, noTrouble());
        await pass(40_000, check);
        expect(ownedOnce(all.filter((one) => !one.isDead()))).toBe(true);
        for (const one of all) await one.close();
      },
    ),
    { numRuns: trials, endOnFailure: true },
  );
}, 600_000);
