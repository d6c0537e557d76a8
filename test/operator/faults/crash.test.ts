/** The operator is killed at random moments while it deploys what commits say, and started again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deleteApps, membersOf, notReady, remains, unlikeCommit } from './support/audit.ts';
import { type Box, openBox } from './support/box.ts';
import { createFleet, type Fleet } from './support/fleet.ts';
import { killAll, type Replica, startReplica } from './support/replica.ts';
import { until } from './support/until.ts';

const trials = 16;
const deletionTrials = 4;
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

let box: Box;
let fleet: Fleet;

beforeAll(async () => {
  box = await openBox('faults-crash');
  fleet = await createFleet(30, 10);
});
afterAll(async () => {
  killAll();
  fleet.close();
  await box.close();
});

/** Every third one under another name, as a new Pod has it: then the Lease of the dead one is in the way. */
const start = (trial: number): Replica =>
  startReplica(box.operatorKubeconfig, trial % 3 === 2 ? `other-${trial}` : 'operator');

/** Waits until work is under way: some of what the last commit says is there, or a second has passed. */
async function someWork(): Promise<void> {
  const before = await unlikeCommit(box, fleet);
  await until('work has begun', async () => ((await unlikeCommit(box, fleet)) === before ? 'nothing yet' : undefined), {
    withinMs: 15_000,
  }).catch(() => undefined);
}

const uidsOf = async (): Promise<Map<string, string | undefined>> =>
  new Map([...(await membersOf(box))].map(([name, { metadata }]) => [name, metadata.uid]));

test(`killed ${trials} times amid syncs of 300 objects, it ends with exactly the last commit`, async () => {
  await fleet.declare(box);
  const moments: number[] = [];
  const begun = new Map<string, string | undefined>();
  for (let trial = 0; trial < trials; trial += 1) {
    const operator = start(trial);
    if (trial > 0) fleet.stir(() => Math.random() < 0.6);
    await someWork();
    const delay = Math.random() * 900;
    moments.push(Math.round(delay));
    await sleep(delay / 2);
    // A commit that comes in the middle of the work of the one before.
    if (trial % 2 === 1) fleet.stir(() => Math.random() < 0.6);
    await sleep(delay / 2);
    await operator.end('SIGKILL');
    expect(operator.log()).not.toMatch(/\n\s+at .+:\d+:\d+/);
    for (const [name, uid] of await uidsOf()) if (!begun.has(name)) begun.set(name, uid);
  }
  const operator = start(0);
  const commit = fleet.stir(() => true);
  const more = operator.log;
  const ms = await until('the cluster is what the commit says', () => unlikeCommit(box, fleet), { more });
  await until('every App is Ready', () => notReady(box, commit), { more });
  expect(await unlikeCommit(box, fleet)).toBeUndefined();
  const now = await uidsOf();
  const made = [...now].filter(([name, uid]) => begun.has(name) && begun.get(name) !== uid);
  expect(made.map(([name]) => `${name} was deleted and made again`)).toEqual([]);
  console.log(
    `${trials} kills, ${moments.join(', ')} ms after work began; all was well ${Math.round(ms)} ms after the last commit`,
  );
  await operator.end('SIGTERM');
});

test(`killed ${deletionTrials} times while all Apps are deleted, it leaves nothing of them`, async () => {
  await deleteApps(box);
  for (let trial = 0; trial < deletionTrials; trial += 1) {
    const operator = start(trial);
    const before = await membersOf(box);
    await until('deleting has begun', async () => ((await membersOf(box)).size < before.size ? undefined : 'not yet'), {
      withinMs: 15_000,
    }).catch(() => undefined);
    await sleep(Math.random() * 150);
    await operator.end('SIGKILL');
    console.log(`killed with ${(await membersOf(box)).size} objects left`);
  }
  const operator = start(0);
  await until('nothing remains', () => remains(box), { more: operator.log });
  expect(await operator.end('SIGTERM')).toBe(0);
});
