import { spawn } from 'node:child_process';
import { dirname, isAbsolute, resolve, sep } from 'node:path';
import { invalidKubeconfig } from './problem.ts';
import type { ExecEntry } from './types.ts';

export interface PluginRun {
  readonly entry: ExecEntry;
  readonly file: string;
  readonly where: string;
  readonly interactive: boolean;
  readonly env: NodeJS.ProcessEnv;
}

const outputBytes = 1 * 2 ** 20;
const errorBytes = 16 * 2 ** 10;
/** A plugin asked by a machine must answer soon; a person may have to find a second factor. */
const timeoutMs = { machine: 60_000, person: 300_000 };

/** Runs the plugin and gives what it printed. With a terminal its stderr and stdin are the person's, as under kubectl. */
export function runPlugin({ entry, file, where, interactive, env }: PluginRun): Promise<string> {
  const command = commandPath(entry.command, file);
  const limit = interactive ? timeoutMs.person : timeoutMs.machine;
  const fail = (what: string, hint: string): Error =>
    invalidKubeconfig(`the credential plugin ${entry.command} ${what}`, where, entry.installHint ?? hint);
  return new Promise((resolvePromise, reject) => {
    const child = spawn(command, entry.args, {
      env,
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', interactive ? 'inherit' : 'pipe'],
      timeout: limit,
    });
    const started = Date.now();
    const output: Buffer[] = [];
    let size = 0;
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= outputBytes) output.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-errorBytes)));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return reject(fail('was not found', 'install it, or correct exec.command'));
      if (error.code === 'EACCES') return reject(fail('is not executable', 'make it executable'));
      reject(fail(`could not be started (${error.code})`, 'run it by hand'));
    });
    child.on('close', (code, signal) => {
      if (size > outputBytes) return reject(fail('printed more than 1 MB', 'run it by hand and look at its output'));
      if (code === 0) return resolvePromise(Buffer.concat(output).toString('utf8'));
      if (signal !== null && Date.now() - started >= limit) {
        return reject(fail(`did not answer within ${limit / 1_000} s`, 'run it by hand'));
      }
      const last = scrub(said);
      reject(
        invalidKubeconfig(
          `the credential plugin ${entry.command} failed (${signal ?? `exit code ${code}`})${last}`,
          where,
          'run it by hand; log in anew if it asks for that',
        ),
      );
    });
  });
}

/** A path with a separator is relative to the kubeconfig (client-go's rule); a bare name is looked up in $PATH. */
function commandPath(command: string, file: string): string {
  if (isAbsolute(command) || !command.includes(sep)) return command;
  return resolve(dirname(file), command);
}

/** The last line a plugin wrote to stderr tells what to do ("run aws sso login"); anything in it that could be a token is blanked. */
function scrub(said: string): string {
  const line = said.trim().split('\n').at(-1)?.trim() ?? '';
  if (line === '') return '';
  return `: ${line.slice(0, 300).replaceAll(/[\w+/=.~-]{24,}/g, '…')}`;
}
