import { execFile, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gray } from './paint.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const tug = join(root, 'bin', 'tug');
export const sandboxName = 'demo';

export interface Sandbox {
  readonly kubeconfig: string;
  readonly kubectl: string;
}

/** A command that did not end as the demo says it does. */
export class StepFailed extends Error {}

export async function sandboxUp(): Promise<Sandbox> {
  const { code, output } = await start(tug, ['sandbox', 'up', sandboxName, '-o', 'json'], { capture: true });
  if (code !== 0) throw new StepFailed(`tug sandbox up ended with exit code ${code}`);
  return JSON.parse(output) as Sandbox;
}

export async function sandboxDown(): Promise<void> {
  await start(tug, ['sandbox', 'down', sandboxName], {});
}

/** Runs a command as a person would see it: the line they type, then its own output. */
export async function run(
  where: { directory: string; sandbox: Sandbox },
  command: 'tug' | 'kubectl',
  args: readonly string[],
  expected: number,
): Promise<void> {
  const line = [command, ...args].map((word) => (/[^\w./:=@-]/.test(word) ? `'${word}'` : word)).join(' ');
  console.log(`${gray('$')} ${line}\n`);
  const program = command === 'tug' ? tug : where.sandbox.kubectl;
  const { code } = await start(program, args, {
    cwd: where.directory,
    env: { ...process.env, KUBECONFIG: where.sandbox.kubeconfig },
  });
  if (code !== expected) throw new StepFailed(`\`${line}\` ended with exit code ${code}, not ${expected}`);
}

/** What kubectl prints, for the demo's own checks. */
export async function kubectl(sandbox: Sandbox, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(sandbox.kubectl, [...args], {
    env: { ...process.env, KUBECONFIG: sandbox.kubeconfig },
  });
  return stdout.trim();
}

interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly capture?: boolean;
}

function start(
  program: string,
  args: readonly string[],
  { cwd, env, capture }: StartOptions,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      ...(cwd ? { cwd } : {}),
      ...(env ? { env } : {}),
      stdio: ['inherit', capture ? 'pipe' : 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 130, output }));
  });
}
