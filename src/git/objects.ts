import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { Problem } from '../lib/errors.ts';
import { MissingObject } from './failure.ts';
import { gitArguments, gitEnvironment } from './run.ts';

export interface GitObject {
  readonly type: string;
  readonly size: number;
  /** Empty when only asked about. */
  readonly bytes: Buffer;
}

/** Reads objects of one mirror, which must be there. */
export interface ObjectReader {
  info(hash: string): Promise<GitObject>;
  contents(hash: string): Promise<GitObject>;
  /** Lets go of the mirror's files: it is about to be another one. */
  reset(): void;
}

type Cat = ChildProcessByStdio<Writable, Readable, null>;

interface Asked {
  readonly withBytes: boolean;
  readonly resolve: (object: GitObject) => void;
  readonly reject: (error: Error) => void;
}

const idleMs = 10_000;
/** A thousand mirrors must not mean a thousand processes. */
const mostIdle = 16;
/** How to stop those that nobody asks at the moment, longest idle first. */
const resting = new Set<() => void>();
const readers = new Map<string, ObjectReader>();

/** One `git cat-file` for each mirror, started on the first question and ended when none came for a while; it keeps no process alive. */
export function objectsOf(directory: string): ObjectReader {
  const known = readers.get(directory);
  if (known) return known;
  let cat: Cat | undefined;
  let idle: NodeJS.Timeout | undefined;
  let pending: Asked[] = [];
  let received = Buffer.alloc(0);

  const stop = (why?: Error): void => {
    resting.delete(stop);
    clearTimeout(idle);
    cat?.stdin.end();
    cat = undefined;
    received = Buffer.alloc(0);
    const left = pending;
    pending = [];
    for (const { reject } of left) {
      reject(why ?? new MissingObject('SourceUnavailable', 'reading the local mirror ended early'));
    }
  };

  const drain = (): void => {
    for (let asked = pending[0]; asked; asked = pending[0]) {
      const eol = received.indexOf(0x0a);
      if (eol < 0) return;
      const [hash = '', type = '', length = '0'] = received.subarray(0, eol).toString('latin1').split(' ');
      const size = Number(length);
      const here = type !== 'missing' && type !== 'ambiguous';
      const end = eol + 1 + (asked.withBytes && here ? size + 1 : 0);
      if (received.length < end) return;
      // Copied: a slice would keep the whole buffer of the pipe alive.
      const bytes = Buffer.from(received.subarray(eol + 1, Math.max(eol + 1, end - 1)));
      received = received.subarray(end);
      pending.shift();
      if (here) asked.resolve({ type, size, bytes });
      else asked.reject(new MissingObject('SourceUnavailable', `the object ${hash} is not in the local mirror`));
    }
    if (cat) hold(cat, false);
    idle = setTimeout(() => stop(), idleMs).unref();
    resting.add(stop);
    if (resting.size > mostIdle) [...resting][0]?.();
  };

  const start = (): Cat => {
    const child: Cat = spawn('git', gitArguments(['cat-file', '--batch-command'], directory), {
      // Reading must not reach the network: older git fetches what is missing by itself, one object at a time.
      env: { ...gitEnvironment(), GIT_ALLOW_PROTOCOL: 'none' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      if (cat !== child) return;
      chunks.push(chunk);
      const needed = neededBytes(received, pending[0]);
      const there = received.length + chunks.reduce((sum, { length }) => sum + length, 0);
      if (there < needed) return;
      received = Buffer.concat([received, ...chunks]);
      chunks = [];
      drain();
    });
    child.on('error', (cause) =>
      stop(new Problem('Environment', 'git is not installed', { hint: 'install git', cause })),
    );
    child.on('close', () => cat === child && stop());
    child.stdin.on('error', () => undefined);
    return child;
  };

  const ask = (command: 'info' | 'contents', hash: string): Promise<GitObject> =>
    new Promise((resolve, reject) => {
      clearTimeout(idle);
      resting.delete(stop);
      cat ??= start();
      hold(cat, true);
      pending.push({ withBytes: command === 'contents', resolve, reject });
      cat.stdin.write(`${command} ${hash}\n`);
    });

  const reader: ObjectReader = {
    info: (hash) => ask('info', hash),
    contents: (hash) => ask('contents', hash),
    reset: () => stop(),
  };
  readers.set(directory, reader);
  return reader;
}

/** Node waits for a child and for each of its pipes, which are sockets underneath. */
function hold(child: Cat, keep: boolean): void {
  for (const handle of [child, child.stdin, child.stdout] as unknown as { ref(): void; unref(): void }[]) {
    if (keep) handle.ref();
    else handle.unref();
  }
}

/** How much must be there before it is worth joining what came: a large blob arrives in thousands of pieces. */
function neededBytes(received: Buffer, asked: Asked | undefined): number {
  const eol = received.indexOf(0x0a);
  if (eol < 0 || !asked?.withBytes) return 0;
  const size = Number(received.subarray(0, eol).toString('latin1').split(' ')[2] ?? 0);
  return Number.isFinite(size) ? eol + 2 + size : 0;
}
