import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { sleep } from '../src/lib/async.ts';
import { Problem } from '../src/lib/errors.ts';

/**
 * The processes of a sandbox, read from the process table each time: every one of them has a path inside the sandbox's
 * directory among its arguments. There are no pid files, so none can be stale, name a process that has since taken over
 * the number, or be missing because tug was killed between a start and its note.
 */

export const componentNames = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;
export type ComponentName = (typeof componentNames)[number];

export interface Running {
  readonly pid: number;
  readonly component: ComponentName;
}

export type ProcessTable = () => Iterable<{ pid: number; argv: readonly string[] }>;

export function processesOf(directory: string, table: ProcessTable = processTable): Running[] {
  const found: Running[] = [];
  for (const { pid, argv } of table()) {
    const component = componentNames.find((name) => name === basename(argv[0] ?? ''));
    if (component && argv.some((argument) => argument.includes(`=${directory}/`))) found.push({ pid, component });
  }
  return found;
}

const killAfterMs = 3_000;
const giveUpAfterMs = 10_000;

/** Ends all processes of a sandbox. Only etcd has something to put in order; everything else is in etcd. */
export async function stopProcesses(directory: string): Promise<void> {
  const started = Date.now();
  for (let left = processesOf(directory); left.length > 0; left = processesOf(directory)) {
    const waited = Date.now() - started;
    if (waited > giveUpAfterMs) {
      const names = left.map(({ component, pid }) => `${component} (${pid})`).join(', ');
      throw new Problem('Timeout', `The sandbox does not end: ${names}`, { hint: 'end these processes by hand' });
    }
    const others = left.some(({ component }) => component !== 'etcd');
    for (const { pid, component } of left) {
      if (component !== 'etcd' || waited > killAfterMs) kill(pid, 'SIGKILL');
      else if (!others) kill(pid, 'SIGTERM');
    }
    await sleep(20);
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function* processTable(): Generator<{ pid: number; argv: string[] }> {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 1 << 26 }).split(
      '\n',
    );
    for (const line of lines) {
      const [pid, ...argv] = line.trim().split(/\s+/);
      yield { pid: Number(pid), argv };
    }
    return;
  }
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      yield { pid: Number(pid), argv: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0') };
    } catch {
      // It ended meanwhile, or belongs to somebody else.
      continue;
    }
  }
}
