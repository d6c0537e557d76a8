import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processesOf, stopProcesses } from './processes.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'processes-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a process belongs to a sandbox by its program and a path within the directory, not by a number written down', () => {
  const table = [
    { pid: 1, argv: ['/cache/etcd', '--data-dir=/run/a/etcd'] },
    { pid: 2, argv: ['/cache/kwok', '--manage-all-nodes', '--config=/run/a/kwok.yaml'] },
    { pid: 3, argv: ['/cache/etcd', '--data-dir=/run/ab/etcd'] },
    { pid: 4, argv: ['/usr/bin/tail', '--file=/run/a/logs/etcd.log'] },
    { pid: 5, argv: ['/cache/etcd', '/run/a/etcd'] },
    { pid: 6, argv: [''] },
    { pid: 7, argv: [] },
  ];
  expect(processesOf('/run/a', () => table)).toEqual([
    { pid: 1, component: 'etcd' },
    { pid: 2, component: 'kwok' },
  ]);
});

/** Something that runs under the name of a component. */
async function pretend(name: string, directory: string, script: string): Promise<ReturnType<typeof spawn>> {
  const program = join(root, name);
  if (!existsSync(program)) copyFileSync('/bin/sh', program);
  const child = spawn(
    program,
    ['-c', `${script}; echo up; while :; do sleep 0.1; done`, 'sh', `--data-dir=${directory}/x`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

test('stopping ends everything of one sandbox, even what ignores a polite signal, and nothing of another', async () => {
  const [mine, other] = [join(root, 'mine'), join(root, 'other')];
  for (const directory of [mine, other]) mkdirSync(directory);
  await Promise.all([
    pretend('etcd', mine, 'trap "" TERM'),
    pretend('kwok', mine, 'trap "" TERM'),
    pretend('etcd', other, ':'),
  ]);
  expect(
    processesOf(mine)
      .map(({ component }) => component)
      .toSorted(),
  ).toEqual(['etcd', 'kwok']);
  await stopProcesses(mine);
  expect(processesOf(mine)).toEqual([]);
  expect(processesOf(other)).toHaveLength(1);
  await stopProcesses(other);
  expect(processesOf(other)).toEqual([]);
});

test('stopping what does not run is no error', async () => {
  expect(await stopProcesses(join(root, 'nobody'))).toBeUndefined();
});
