import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { sum } from './stats.ts';

/** A program that runs until it is stopped, and what it costs meanwhile. */
export interface Service {
  readonly pid: number;
  /** Every line it printed so far. */
  readonly lines: readonly string[];
  /** CPU seconds so far, its ended children included. */
  cpuSeconds(): number;
  /** The most memory that it and its children held at once: its own high-water mark and theirs, looked at ten times a second. */
  peakBytes(): number;
  /** Throws when it has ended by itself. */
  check(): void;
  stop(): Promise<void>;
}

export interface ServiceCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const stopWithinMs = 20_000;

export async function startService({ program, args, env }: ServiceCommand): Promise<Service> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      // A program that talks much is read, not kept.
      if (lines.length > 20_000) lines.splice(0, 10_000);
    });
  }
  let [peak, cpu] = [0, 0];
  const look = (): void => {
    const tree = treeOf(pid);
    peak = Math.max(peak, sum(tree.map((one) => kilobytesOf(one, 'VmHWM'))) * 1_024);
    cpu = Math.max(cpu, sum(tree.map(secondsOf)));
  };
  const timer = setInterval(look, 100);
  return {
    pid,
    lines,
    cpuSeconds: () => {
      look();
      return cpu;
    },
    peakBytes: () => {
      look();
      return peak;
    },
    check() {
      if (!isOver(child)) return;
      throw new Error(`${program} ended (${child.signalCode ?? child.exitCode}): ${lines.slice(-10).join('\n')}`);
    },
    async stop() {
      clearInterval(timer);
      if (isOver(child)) return;
      const ended = once(child, 'exit');
      process.kill(pid, 'SIGTERM');
      const hard = setTimeout(() => process.kill(-pid, 'SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(hard);
    },
  };
}

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}

/** Fields of /proc/PID/stat from the third on: the second is a name that may hold anything. */
const statOf = (pid: number): string[] => read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];

function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(Number(name))[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
  return below(root);
}

const kilobytesOf = (pid: number, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

/** User and system time of a process and of its children that ended; a clock tick is 10 ms on every Linux. */
const secondsOf = (pid: number): number => sum(statOf(pid).slice(11, 15).map(Number)) / 100;
