import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Replica } from './lease.ts';
import { owns, type Standing, standingOf } from './standing.ts';

const names = ['a', 'b', 'c', 'd'];
const apps = Array.from({ length: 6 }, (_, n) => `team/app-${n}`);

type Leases = ReadonlyMap<string, Replica>;

/** One process that shares Apps, as a moment of what it knows and does. */
interface Process {
  readonly name: string;
  holder: string;
  /** How much of the history it has read. */
  read: number;
  standing: Standing;
  /** A list it told and has not seen on its Lease; only then it tells the next one. */
  sent: readonly string[] | undefined;
  /** What the next write of its Lease says. */
  among: readonly string[];
  /** A write on its way to the server. */
  flying: readonly string[] | undefined;
  /** Whether its Lease is fresh by its own clock. */
  fresh: boolean;
}

/** Replicas and a server that keeps the Leases; every moment of them stays in the history. */
function world() {
  const history: Leases[] = [new Map()];
  let holders = 0;
  const newest = (): Leases => history.at(-1) ?? new Map();
  const write = (name: string, holder: string, among: readonly string[]): void => {
    const lease: Replica = { name, holder, among, leaseMs: 6_000, version: '', uid: holder, writtenAt: undefined };
    history.push(new Map([...newest(), [name, lease]]));
  };
  const update = (one: Process): void => {
    const known = history[one.read] ?? new Map<string, Replica>();
    const mine = known.get(one.name);
    if (mine?.holder === one.holder && mine.among.join() === one.sent?.join()) one.sent = undefined;
    one.standing = standingOf(one, known, one.sent);
  };
  const processes = names.map((name): Process => {
    const holder = `${name}-0`;
    const standing = standingOf({ name, holder }, new Map(), undefined);
    return { name, holder, read: 0, standing, sent: undefined, among: [], flying: undefined, fresh: false };
  });
  const alive = ({ name, holder }: Process): boolean => newest().get(name)?.holder === holder;

  const actions: Readonly<Record<string, (one: Process) => void>> = {
    read: (one) => {
      one.read = Math.min(one.read + 1, history.length - 1);
      update(one);
    },
    readAll: (one) => {
      one.read = history.length - 1;
      update(one);
    },
    join: (one) => {
      if (alive(one) || one.fresh) return;
      one.holder = `${one.name}-${++holders}`;
      one.among = [...new Set([...(history[one.read]?.keys() ?? []), one.name])].toSorted();
      one.sent = one.among;
      update(one);
      write(one.name, one.holder, one.among);
      one.fresh = true;
    },
    tell: (one) => {
      const { member, present } = one.standing;
      const last = history[one.read]?.get(one.name)?.among ?? [];
      if (!member || !one.fresh || one.sent || last.join() === present.join()) return;
      one.sent = present;
      one.among = present;
      update(one);
    },
    send: (one) => {
      if (one.fresh) one.flying ??= one.among;
    },
    arrive: (one) => {
      if (one.flying && alive(one)) write(one.name, one.holder, one.flying);
      one.flying = undefined;
    },
    getLost: (one) => void (one.flying = undefined),
    // It stops writing before others delete its Lease: that is what the margin is for.
    freeze: (one) => void (one.fresh = false),
    expire: (one) => {
      if (one.fresh || !alive(one)) return;
      const left = new Map(newest());
      left.delete(one.name);
      history.push(left);
      one.flying = undefined;
    },
  };
  return { processes, actions };
}

/** Those that own it and may write. */
const ownersOf = (processes: readonly Process[], app: string): string[] =>
  processes.filter(({ fresh, standing }) => fresh && owns(standing, app)).map(({ name }) => name);

const steps = fc.array(
  fc.tuple(
    fc.nat(names.length - 1),
    fc.constantFrom('read', 'readAll', 'join', 'tell', 'send', 'arrive', 'getLost', 'freeze', 'expire', 'read', 'tell'),
  ),
  { minLength: 20, maxLength: 160 },
);

test('no two own one App, however late each reads and whatever becomes of their writes', () => {
  let owned = 0;
  fc.assert(
    fc.property(steps, (taken) => {
      const { processes, actions } = world();
      for (const [who, action] of taken) {
        const one = processes[who];
        if (one) actions[action]?.(one);
        for (const app of apps) {
          const owners = ownersOf(processes, app);
          owned += owners.length;
          if (owners.length > 1) throw new Error(`${app} is owned by ${owners.join(' and ')}`);
        }
      }
    }),
    { numRuns: 4_000 },
  );
  // The law is not kept by owning nothing.
  expect(owned).toBeGreaterThan(20_000);
});

test('once all is read and told, every App is owned by one', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const { processes, actions } = world();
      for (const [who, action] of taken) {
        const one = processes[who];
        if (one) actions[action]?.(one);
      }
      for (const one of processes) actions['freeze']?.(one);
      for (const action of ['expire', 'join']) for (const one of processes.slice(0, 3)) actions[action]?.(one);
      const last = processes[3];
      if (last) actions['expire']?.(last);
      for (let round = 0; round < 4; round += 1) {
        for (const action of ['readAll', 'tell', 'getLost', 'send', 'arrive', 'readAll']) {
          for (const one of processes.slice(0, 3)) actions[action]?.(one);
        }
      }
      for (const app of apps) expect(ownersOf(processes, app)).toHaveLength(1);
    }),
    { numRuns: 300 },
  );
});

const replica = (name: string, among: readonly string[]): [string, Replica] => [
  name,
  { name, holder: name, among, leaseMs: 6_000, version: '1', uid: name, writtenAt: undefined },
];

test('a process whose Lease is not known, or is that of another process of its name, owns nothing', () => {
  const known = new Map([replica('a', ['a'])]);
  expect(owns(standingOf({ name: 'a', holder: 'a' }, known, undefined), 'team/app')).toBe(true);
  expect(owns(standingOf({ name: 'a', holder: 'a-before' }, known, undefined), 'team/app')).toBe(false);
  expect(owns(standingOf({ name: 'b', holder: 'b' }, known, undefined), 'team/app')).toBe(false);
});

test('what another still claims by an older list is left to it', () => {
  const known = new Map([replica('a', ['a']), replica('b', ['a', 'b'])]);
  const standing = standingOf({ name: 'b', holder: 'b' }, known, undefined);
  expect(apps.filter((app) => owns(standing, app))).toEqual([]);
});
