/** The API server is killed, refuses, forgets its history, or is behind a network that breaks; the operator converges after each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { up } from '../../../sandbox/index.ts';
import { layoutOf } from '../../../sandbox/layout.ts';
import { processesOf } from '../../../sandbox/processes.ts';
import { remove } from '../../../src/kube/index.ts';
import { deleteApps, notReady, remains, unlikeCommit } from './support/audit.ts';
import { type Box, openBox, team } from './support/box.ts';
import { createFleet, type Fleet } from './support/fleet.ts';
import { type ApiProxy, type Fault, startApiProxy } from './support/proxy.ts';
import { killAll, type Replica, startReplica } from './support/replica.ts';
import { until } from './support/until.ts';

const name = 'faults-api';
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

let box: Box;
let fleet: Fleet;
let proxy: ApiProxy;
let operator: Replica;

beforeAll(async () => {
  box = await openBox(name);
  fleet = await createFleet(12, 10);
  proxy = await startApiProxy(box.operatorKubeconfig);
  operator = startReplica(proxy.kubeconfig, 'operator');
  await fleet.declare(box);
  await wellAgain();
});
afterEach(() => {
  proxy.fault = () => undefined;
  proxy.met.clear();
  // Whatever it met, it is the same process.
  if (/\n\s+at .+:\d+:\d+/.test(operator.log())) throw new Error(operator.log());
});
afterAll(async () => {
  killAll();
  await proxy.close();
  fleet.close();
  await box.close();
});

/** The cluster is the last commit, and every App says so; gives the milliseconds it took. */
async function wellAgain(commit?: string): Promise<number> {
  const more = operator.log;
  const ms = await until('the cluster is what the commit says', () => unlikeCommit(box, fleet), {
    more,
    withinMs: 120_000,
  });
  await until('every App is Ready', () => notReady(box, commit), { more });
  return Math.round(ms);
}

/** Changes one member of each App by hand, and deletes another. */
async function drift(): Promise<number> {
  let drifted = 0;
  for (const maps of fleet.apps.values()) {
    const [first = '', second = ''] = maps.keys();
    await box.api.request({
      method: 'PATCH',
      path: `/api/v1/namespaces/${team}/configmaps/${first}`,
      contentType: 'application/merge-patch+json',
      body: { data: { value: 'by hand' } },
    });
    await remove(box.api, { apiVersion: 'v1', kind: 'ConfigMap', namespace: team, name: second });
    drifted += 2;
  }
  return drifted;
}

async function killApiServer(): Promise<void> {
  for (const { pid, component } of processesOf(layoutOf(name).directory)) {
    if (component === 'kube-apiserver') process.kill(pid, 'SIGKILL');
  }
  await sleep(Math.random() * 2_000);
  await up({ name });
}

const met = (): string => [...proxy.met].map(([word, count]) => `${count} × ${word}`).join(', ');
const sometimes =
  (share: number, fault: Fault): ApiProxy['fault'] =>
  () =>
    Math.random() < share ? fault : undefined;

test('killed 3 times amid a sync and started again', async () => {
  for (let trial = 0; trial < 3; trial += 1) {
    const commit = fleet.stir(() => true);
    await sleep(500 + Math.random() * 1_500);
    await killApiServer();
    console.log(`the last commit stood ${await wellAgain(commit)} ms after the API server was back`);
    expect(await unlikeCommit(box, fleet)).toBeUndefined();
  }
});

test('killed while nothing is to be done: drift and a commit after it are seen', async () => {
  await killApiServer();
  const drifted = await drift();
  console.log(`${drifted} drifted members were repaired within ${await wellAgain()} ms`);
  await wellAgain(fleet.stir(() => true));
  expect(await unlikeCommit(box, fleet)).toBeUndefined();
});

test('drift that was made while the operator was cut off is repaired after', async () => {
  for (const fault of ['reset', 'swallow'] as const) {
    proxy.fault = () => fault;
    const broken = proxy.breakAll();
    const drifted = await drift();
    await sleep(2_000);
    proxy.fault = () => undefined;
    const ms = await wellAgain();
    console.log(`${fault}: ${broken} connections broken, ${met()}; ${drifted} drifted members repaired in ${ms} ms`);
    expect(await unlikeCommit(box, fleet)).toBeUndefined();
  }
});

test('a history that is gone: watches end with 410, some of them again and again', async () => {
  for (let trial = 0; trial < 5; trial += 1) {
    proxy.fault = ({ watch }) => (watch && Math.random() < 0.5 ? 'expire' : undefined);
    const ended = proxy.expireAll();
    const drifted = trial % 2 === 0 ? await drift() : 0;
    const commit = trial % 2 === 1 ? fleet.stir(() => true) : undefined;
    await sleep(1_000);
    proxy.fault = () => undefined;
    console.log(
      `${ended} watches ended, ${met()}; ${drifted} drifted; all was well after ${await wellAgain(commit)} ms`,
    );
    expect(await unlikeCommit(box, fleet)).toBeUndefined();
  }
});

const storms: readonly (readonly [string, ApiProxy['fault']])[] = [
  ['429 for four of five requests', sometimes(0.8, { status: 429, retryAfter: 1 })],
  ['429 for all', () => ({ status: 429, retryAfter: 1 })],
  ['500 for half', sometimes(0.5, { status: 500 })],
  ['503 for half', sometimes(0.5, { status: 503 })],
  ['half of the connections reset', sometimes(0.5, 'reset')],
  ['a third of the answers cut off', sometimes(0.33, 'cut')],
  ['a tenth never answered', sometimes(0.1, 'swallow')],
];

test.each(storms)('%s, for six seconds amid a sync', async (what, fault) => {
  proxy.fault = fault;
  const commit = fleet.stir(() => true);
  await sleep(6_000);
  proxy.fault = () => undefined;
  console.log(`${what}: ${met()}; all was well ${await wellAgain(commit)} ms after it`);
  expect(await unlikeCommit(box, fleet)).toBeUndefined();
});

test('connections that are half open: what is asked arrives, no answer comes until they are found dead', async () => {
  const frozen = proxy.freezeAll();
  const commit = fleet.stir(() => true);
  await until('the commit is applied', () => unlikeCommit(box, fleet), { more: operator.log, withinMs: 150_000 });
  proxy.breakAll();
  console.log(`${frozen} connections frozen; all was well ${await wellAgain(commit)} ms after they were found dead`);
  const drifted = await drift();
  console.log(`${drifted} drifted members repaired in ${await wellAgain()} ms`);
  expect(await unlikeCommit(box, fleet)).toBeUndefined();
});

test('after all of it the Apps are deleted without a rest, by the same process', async () => {
  await deleteApps(box);
  await until('nothing remains', () => remains(box), { more: operator.log });
  expect(await operator.end('SIGTERM')).toBe(0);
});
