/** Three operators share the Apps of a cluster, and one of them is killed, frozen or told to end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ledgersOf, notReady, unlikeCommit } from './support/audit.ts';
import { type Box, openBox } from './support/box.ts';
import { createFleet, type Fleet } from './support/fleet.ts';
import { killAll, type Replica, startReplica } from './support/replica.ts';
import { until } from './support/until.ts';

const apps = 60;
const names = ['one', 'two', 'three'] as const;
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

let box: Box;
let fleet: Fleet;
const replicas = new Map<string, Replica>();

const start = (name: string): void => void replicas.set(name, startReplica(box.operatorKubeconfig, name));
const replica = (name: string): Replica => {
  const found = replicas.get(name);
  if (!found) throw new Error(`there is no replica ${name}`);
  return found;
};
const more = (): string => [...replicas.values()].map(({ log }) => log()).join('\n');

const leases = async (): Promise<string[]> =>
  (await box.list('/apis/coordination.k8s.io/v1/namespaces/tug-system/leases?labelSelector=tug.dev/replica')).map(
    ({ metadata }) => (metadata.name ?? '').replace('tug-operator-', ''),
  );

async function present(...wanted: readonly string[]): Promise<number> {
  return until(
    `the replicas are ${wanted.join(', ')}`,
    async () => {
      const there = await leases();
      return there.toSorted().join() === wanted.toSorted().join() ? undefined : `they are ${there.join()}`;
    },
    { more },
  );
}

/** Waits for the last commit to be deployed everywhere, and for everything to have come to rest. */
async function deployed(commit: string): Promise<number> {
  const ms = await until('the cluster is what the commit says', () => unlikeCommit(box, fleet), { more });
  await until('every App is Ready', () => notReady(box, commit), { more });
  return ms;
}

type Counts = Awaited<ReturnType<typeof ledgersOf>>;

/** Apps for which more deploys began than one, or more releases were made than one, since `before`. */
const notOnce = (before: Counts, after: Counts): string[] =>
  [...after].flatMap(([app, { begun, release }]) => {
    const was = before.get(app) ?? { begun: 0, release: 0 };
    const [deploys, releases] = [begun - was.begun, release - was.release];
    return deploys === 1 && releases === 1 ? [] : [`${app}: ${deploys} deploys, ${releases} releases`];
  });

const releasesIn = (counts: Counts): string[] => [...counts].map(([app, { release }]) => `${app}: ${release}`);

/** Lets all that is under way end, and whoever would write out of turn do it. */
const rest = (): Promise<void> => sleep(3_000);

beforeAll(async () => {
  box = await openBox('faults-replicas');
  fleet = await createFleet(apps, 5);
  for (const name of names) start(name);
  await present(...names);
});
afterAll(async () => {
  killAll();
  fleet.close();
  await box.close();
});

test(`of ${apps} Apps each is deployed once for one commit, by one of three`, async () => {
  await fleet.declare(box);
  await until('the cluster is what the commit says', () => unlikeCommit(box, fleet), { more });
  await until('every App is Ready', () => notReady(box), { more });
  await rest();
  expect(notOnce(new Map(), await ledgersOf(box))).toEqual([]);
  for (let commits = 0; commits < 3; commits += 1) {
    const before = await ledgersOf(box);
    await deployed(fleet.stir(() => true));
    await rest();
    expect(notOnce(before, await ledgersOf(box))).toEqual([]);
  }
});

test('a killed one is missed: its Apps are taken over, the others are left alone', async () => {
  const before = await ledgersOf(box);
  await replica('one').end('SIGKILL');
  const commit = fleet.stir(() => true);
  const ms = await deployed(commit);
  await rest();
  console.log(`after SIGKILL of one of three all Apps were at the next commit in ${Math.round(ms)} ms`);
  expect(await leases()).not.toContain('one');
  expect(notOnce(before, await ledgersOf(box))).toEqual([]);
  start('one');
  await present(...names);
});

test('one killed amid a deploy of everything leaves nothing undone', async () => {
  for (let trial = 0; trial < 3; trial += 1) {
    const name = names[trial] ?? 'one';
    const commit = fleet.stir(() => true);
    await sleep(600 + Math.random() * 1_200);
    await replica(name).end('SIGKILL');
    const ms = await deployed(commit);
    console.log(`${name} killed amid a deploy: all Apps were at the commit after ${Math.round(ms)} ms`);
    expect(await unlikeCommit(box, fleet)).toBeUndefined();
    start(name);
    await present(...names);
  }
});

test('a frozen one is missed, and when it thaws it writes nothing wrong and joins again', async () => {
  for (let trial = 0; trial < 3; trial += 1) {
    const frozen = replica('two');
    // Frozen in the middle of a deploy, the second time at rest.
    if (trial !== 1) fleet.stir(() => true);
    if (trial !== 1) await sleep(800 + Math.random() * 1_000);
    frozen.signal('SIGSTOP');
    const commit = fleet.stir(() => true);
    const ms = await deployed(commit);
    expect(await leases()).not.toContain('two');
    const before = await ledgersOf(box);
    frozen.signal('SIGCONT');
    const joined = await present(...names);
    await rest();
    expect(await unlikeCommit(box, fleet)).toBeUndefined();
    const after = await ledgersOf(box);
    // What it had handed to its connections before it froze still went out, and was put right, without a release.
    const repaired = [...after].filter(([app, { begun }]) => begun !== before.get(app)?.begun).length;
    expect(releasesIn(after)).toEqual(releasesIn(before));
    await until('every App is Ready', () => notReady(box, commit), { more });
    const round = (n: number): number => Math.round(n);
    console.log(
      `frozen: taken over in ${round(ms)} ms; thawed: joined again in ${round(joined)} ms, ${repaired} Apps repaired`,
    );
    await deployed(fleet.stir(() => true));
    await rest();
    expect(notOnce(after, await ledgersOf(box))).toEqual([]);
  }
});

test('one that is told to end hands over at once', async () => {
  const before = await ledgersOf(box);
  expect(await replica('three').end('SIGTERM')).toBe(0);
  expect((await leases()).toSorted()).toEqual(['one', 'two']);
  const ms = await deployed(fleet.stir(() => true));
  await rest();
  console.log(`after SIGTERM of one of three all Apps were at the next commit in ${Math.round(ms)} ms`);
  expect(notOnce(before, await ledgersOf(box))).toEqual([]);
});
