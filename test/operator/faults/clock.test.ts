/** The clock on the wall of an operator is put forward and back by hours while it works. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ledgersOf, notReady, unlikeCommit } from './support/audit.ts';
import { type Box, openBox } from './support/box.ts';
import { createFleet, type Fleet } from './support/fleet.ts';
import { type ApiProxy, startApiProxy } from './support/proxy.ts';
import { killAll, type Replica, startReplica } from './support/replica.ts';
import { until } from './support/until.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const jumps = { forward: 'SIGUSR2', back: 'SIGPIPE' } as const;
let box: Box;
let fleet: Fleet;
let proxy: ApiProxy;
let operator: Replica;

beforeAll(async () => {
  box = await openBox('faults-clock');
  fleet = await createFleet(8, 5);
  proxy = await startApiProxy(box.operatorKubeconfig);
  const settable = join(import.meta.dirname, 'support', 'set-clock.ts');
  operator = startReplica(proxy.kubeconfig, 'operator', { NODE_OPTIONS: `--import=${settable}` });
  await fleet.declare(box);
  await wellAgain();
});
afterAll(async () => {
  killAll();
  await proxy.close();
  fleet.close();
  await box.close();
});

async function wellAgain(commit?: string): Promise<number> {
  const more = operator.log;
  const ms = await until('the cluster is what the commit says', () => unlikeCommit(box, fleet), { more });
  await until('every App is Ready', () => notReady(box, commit), { more });
  return Math.round(ms);
}

test.each(['forward', 'back', 'back', 'forward'] as const)('put %s amid a sync, each App is deployed', async (way) => {
  const before = await ledgersOf(box);
  const commit = fleet.stir(() => true);
  await sleep(500 + Math.random() * 1_500);
  operator.signal(jumps[way]);
  console.log(`${way}: all was well after ${await wellAgain(commit)} ms`);
  const after = await ledgersOf(box);
  expect([...after].filter(([app, { release }]) => release !== (before.get(app)?.release ?? 0) + 1)).toEqual([]);
});

test('put back after a deploy failed, it is tried again as soon as it would have been', async () => {
  proxy.fault = ({ method, url }) =>
    method === 'PATCH' && url.includes('/configmaps/a') ? { status: 422 } : undefined;
  const commit = fleet.stir(() => true);
  await until('all have failed', async () => {
    const why = await notReady(box, commit);
    return why !== undefined && (proxy.met.get('422') ?? 0) >= 8 ? undefined : 'not yet';
  });
  await sleep(1_000);
  operator.signal(jumps.back);
  proxy.fault = () => undefined;
  console.log(`all was well ${await wellAgain(commit)} ms after ${proxy.met.get('422')} refusals`);
  expect(await unlikeCommit(box, fleet)).toBeUndefined();
});
