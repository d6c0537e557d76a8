import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildGo } from '../../src/lib/go.ts';

/** What one run of a command took, as the kernel counts it. */
export interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Exit codes that are no failure. */
  readonly exits?: readonly number[];
}

const helper = async (): Promise<string> => {
  const directory = join(import.meta.dirname, '..', 'usage');
  return join(await buildGo({ name: 'usage', directory, programs: { usage: '.' }, cache: 'bench' }), 'usage');
};

/** Node cannot ask the kernel for the peak memory of a child, and polling misses peaks: a small program waits for it instead. */
export async function measure({ program, args, env, exits = [0] }: Command): Promise<Usage> {
  const directory = await mkdtemp(join(tmpdir(), 'tug-bench-'));
  const file = join(directory, 'usage.json');
  try {
    const options = { env, maxBuffer: 256 * 2 ** 20 };
    const { stderr } = await promisify(execFile)(await helper(), [file, program, ...args], options);
    const usage = JSON.parse(await readFile(file, 'utf8')) as Usage & { exit: number };
    if (!exits.includes(usage.exit)) {
      throw new Error(`${[program, ...args].join(' ')} ended with ${usage.exit}: ${stderr}`);
    }
    return usage;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
