import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { Problem } from '../lib/errors.ts';
import { type GitAccess, type Prepared, withAccess } from './access.ts';
import { gitProblem } from './failure.ts';

export interface GitOptions {
  /** The bare repository; left out for what needs none. */
  readonly directory?: string;
  readonly access?: GitAccess | undefined;
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** The URL that the command is about: for messages, and for whom the credential is. */
  readonly about: string;
}

const defaultTimeoutMs = 300_000;
const maxStderr = 65_536;

/** Settings that no repository, user or machine can change. */
const fixed = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'protocol.ext.allow=never',
  'http.followRedirects=initial',
  'protocol.version=2',
  // Packs, however small: their number and size are what is watched.
  'fetch.unpackLimit=1',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
  'credential.helper=',
].flatMap((setting) => ['-c', setting]);

const passedOn =
  /^(?:PATH|TMPDIR|SSH_AUTH_SOCK|SSL_CERT_FILE|SSL_CERT_DIR|GIT_SSL_CAINFO|(?:https?|all|no)_proxy|(?:HTTPS?|ALL|NO)_PROXY)$/;

/** No system or user configuration, no prompt, no other language, no credential of whoever runs this. */
export function gitEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => passedOn.test(name))),
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'false',
    SSH_ASKPASS: 'false',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'https:http:ssh:file',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oStrictHostKeyChecking=yes -oConnectTimeout=20',
  };
}

/** `more` comes after the fixed settings, among which the reset of all credential helpers is. */
export function gitArguments(args: readonly string[], directory?: string, more: readonly string[] = []): string[] {
  return [...fixed, ...more, ...(directory === undefined ? [] : [`--git-dir=${directory}`]), ...args];
}

/** Runs git to its end and gives what it printed. Whatever goes wrong is a Problem in words. */
export async function runGit(args: readonly string[], options: GitOptions): Promise<Buffer> {
  if (!options.access) return await run(args, options, { settings: [], env: {}, descriptor: '' });
  return await withAccess(options.access, options.about, (prepared) => run(args, options, prepared));
}

function run(args: readonly string[], options: GitOptions, prepared: Prepared): Promise<Buffer> {
  const { directory, input = '', timeoutMs = defaultTimeoutMs, maxBytes = 64 * 2 ** 20, signal, about } = options;
  return new Promise((resolve, reject) => {
    const child = spawn('git', gitArguments(args, directory, prepared.settings), {
      env: { ...gitEnvironment(), ...prepared.env },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const out: Buffer[] = [];
    let length = 0;
    let stderr = '';
    let ended: Error | undefined;
    const end = (why: Error): void => {
      ended ??= why;
      killGroup(child);
    };
    const timer = setTimeout(
      () => end(new Problem('Timeout', `${about} did not answer within ${timeoutMs / 1_000} s`)),
      timeoutMs,
    );
    const cancelled = (): void => end(signal?.reason as Error);
    signal?.addEventListener('abort', cancelled, { once: true });
    if (signal?.aborted) cancelled();
    child.on('error', (cause: NodeJS.ErrnoException) => {
      ended ??=
        cause.code === 'ENOENT'
          ? new Problem('Environment', 'git is not installed', { hint: 'install git', cause })
          : cause;
    });
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        end(new Problem('LimitExceeded', `git printed more than ${maxBytes / 2 ** 20} MB about ${about}`));
      } else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < maxStderr) stderr += chunk.toString('utf8');
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancelled);
      if (ended) reject(ended);
      else if (code === 0) resolve(Buffer.concat(out));
      else reject(gitProblem(stderr, about));
    });
    write(child.stdin, input);
    write(child.stdio[3], prepared.descriptor);
  });
}

/** A child that ended early breaks the pipe; its exit says why. */
function write(stream: Readable | Writable | null | undefined, text: string): void {
  if (!stream || !('end' in stream)) return;
  stream.on('error', () => undefined);
  stream.end(text);
}

/** With its children: git-remote-https would go on alone. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
