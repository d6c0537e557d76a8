import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { down, status, up } from '../../sandbox/index.ts';
import { layoutOf } from '../../sandbox/layout.ts';
import { componentNames, processesOf } from '../../sandbox/processes.ts';
import { sleep } from '../../src/lib/async.ts';

const name = `lifecycle-${process.pid}`;
const layout = layoutOf(name);
const tug = join(import.meta.dirname, '../../bin/tug');
afterEach(() => down(name));

const pids = (): number[] => processesOf(layout.directory).map(({ pid }) => pid);
const kubectl = async (...args: string[]): Promise<string> => {
  const box = await status(name);
  return execFileSync(box.kubectl ?? 'kubectl', ['--kubeconfig', layout.kubeconfig, ...args], { encoding: 'utf8' });
};

test('a sandbox is started once, outlives a crash with its data, and leaves nothing when it ends', async () => {
  const [first, second] = await Promise.all([up({ name }), up({ name })]);
  expect(second).toEqual(first);
  expect(first).toMatchObject({ name, running: true, kubeconfig: layout.kubeconfig, version: 'v1.36.3' });
  const before = pids();
  expect(before).toHaveLength(componentNames.length);
  expect(await up({ name })).toEqual(first);
  expect(pids()).toEqual(before);

  await kubectl('create', 'configmap', 'kept', '--from-literal=a=b');
  const apiserver = processesOf(layout.directory).find(({ component }) => component === 'kube-apiserver');
  process.kill(apiserver?.pid ?? 0, 'SIGKILL');
  while (pids().length === before.length) await sleep(10);
  expect(await status(name)).toMatchObject({ running: false, missing: ['kube-apiserver'] });
  expect(await up({ name })).toEqual(first);
  expect(await kubectl('get', 'configmap', 'kept', '-o', 'jsonpath={.data.a}')).toBe('b');

  await down(name);
  expect(pids()).toEqual([]);
  expect(existsSync(layout.directory)).toBe(false);
  expect(existsSync(layout.lock)).toBe(false);
  expect(await status(name)).toEqual({ name, running: false });
});

test('the command returns while the servers go on, and a start that is killed half-way is made good by the next', async () => {
  for (const delay of [150, 900, 2_500]) {
    const child = spawn(tug, ['sandbox', 'up', name], { stdio: 'ignore' });
    await sleep(delay);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  const done = spawnSync(tug, ['sandbox', 'up', name], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 });
  expect(done.status).toBe(0);
  const printed = spawnSync(tug, ['sandbox', 'status', name, '-o', 'json'], { encoding: 'utf8' });
  expect(JSON.parse(printed.stdout)).toMatchObject({ name, running: true, kubeconfig: layout.kubeconfig });
  expect(pids()).toHaveLength(componentNames.length);
  await expect(kubectl('auth', 'can-i', 'list', 'secrets', '--as=nobody')).rejects.toMatchObject({ stdout: 'no\n' });
});

test('pods run, finish, fail and cannot be pulled as the names of their images say', async () => {
  await up({ name });
  const images = {
    good: 'nginx',
    gone: 'a.test/does-not-exist:1',
    crashing: 'a.test/crash:1',
    late: 'a.test/never-ready:1',
  };
  for (const [pod, image] of Object.entries(images)) await kubectl('run', pod, `--image=${image}`);
  await kubectl('run', 'done', '--image=busybox', '--restart=Never');
  await kubectl('run', 'failed', '--image=a.test/fails:1', '--restart=Never');
  await kubectl('wait', 'pod/failed', '--for=jsonpath={.status.phase}=Failed', '--timeout=60s');
  await kubectl('wait', 'pod/done', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s');
  await kubectl('wait', 'pod/good', '--for=condition=Ready', '--timeout=60s');
  const reason = '-o=jsonpath={.status.containerStatuses[0].state.waiting.reason}';
  expect(await kubectl('get', 'pod', 'gone', reason)).toBe('ImagePullBackOff');
  expect(await kubectl('get', 'pod', 'crashing', reason)).toBe('CrashLoopBackOff');
  const ready = '-o=jsonpath={.status.phase} {.status.containerStatuses[0].ready}';
  expect(await kubectl('get', 'pod', 'late', ready)).toBe('Running false');
  expect(await kubectl('logs', 'crashing', '--previous')).toContain('does not really run');
});
