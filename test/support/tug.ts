import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** `bin/tug`, as a user runs it. */
export const tugPath: string = join(import.meta.dirname, '..', '..', 'bin', 'tug');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output parsed; undefined when it is no JSON. */
  readonly json: unknown;
}

export interface TugOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Uint8Array;
}

/** Runs tug to its end, without a terminal. */
export async function tug(args: readonly string[], options: TugOptions = {}): Promise<Ended> {
  const ended = await run(tugPath, args, options);
  return { ...ended, json: parsed(ended.stdout) };
}

export function run(
  program: string,
  args: readonly string[],
  { cwd, env, input }: TugOptions = {},
): Promise<Omit<Ended, 'json'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { ...(cwd ? { cwd } : {}), env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    // A program that does not read its input closes the pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
