import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { deadline } from './async.ts';
import { formatDuration } from './duration.ts';
import { messageOf, Problem } from './errors.ts';

/** Runs the `go` command: finds it, checks its version, tells how far it is. */

const minimum = { major: 1, minor: 26 };
const hint = `install Go ${minimum.major}.${minimum.minor} or later from https://go.dev/dl and put it on the PATH`;
const progressEveryMs = 5_000;
const keptOutput = 4_000;

/** What a build may see of the caller's environment: enough to find Go, its caches and a proxy, and nothing that could be a secret of a deploy. */
const passed =
  /^(?:PATH|HOME|USER|TMPDIR|TEMP|TMP|LANG|LC_.*|XDG_.*|GO.*|SSL_CERT_(?:FILE|DIR)|NETRC|(?:https?|no|all)_proxy|SYSTEMROOT|LOCALAPPDATA|USERPROFILE)$/i;

/**
 * Raises a Problem that says what to install unless Go is there and recent enough. Asked in the directory of the module,
 * because an older Go may answer for the newer toolchain that it would fetch for this module.
 */
export async function requireGo(directory: string): Promise<void> {
  let printed: string;
  try {
    printed = (
      await promisify(execFile)('go', ['env', 'GOVERSION'], {
        cwd: directory,
        env: goEnvironment(process.env),
        timeout: 30_000,
      })
    ).stdout.trim();
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const message = missing ? 'Go is not installed, or not on the PATH' : `Go does not start: ${messageOf(error)}`;
    throw new Problem('Environment', message, { hint, cause: error });
  }
  if (!isRecentGo(printed)) throw new Problem('Environment', `${printed || 'This Go'} is too old`, { hint });
}

/** `go1.26.8`, `go1.27rc1`, `devel go1.28-abc`; what cannot be read is taken to be recent, the build itself will tell. */
export function isRecentGo(version: string): boolean {
  const found = /go(\d+)\.(\d+)/.exec(version);
  if (!found) return true;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  return major > minimum.major || (major === minimum.major && minor >= minimum.minor);
}

/** GOTOOLCHAIN, GOPROXY, GOSUMDB and GOFLAGS stay as the user set them; a go.work of some parent directory is not for us. */
export function goEnvironment(
  env: NodeJS.ProcessEnv,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && passed.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), GOWORK: 'off', ...extra };
}

export interface GoRun {
  /** What is being done, as progress lines begin: "building etcd". */
  readonly task: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs go to its end; a failure carries the last lines it printed. With `-v` each compiled package is counted in the progress. */
export async function runGo(args: readonly string[], run: GoRun): Promise<void> {
  run.signal?.throwIfAborted();
  const started = Date.now();
  const child = spawn('go', args, {
    cwd: run.directory,
    env: goEnvironment(process.env, run.env),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seen = { tail: '', packages: 0, downloads: 0 };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) {
      if (line.startsWith('go: downloading ')) seen.downloads += 1;
      else if (/^[\w.-]+(?:\/[\w.~-]+)*$/.test(line)) seen.packages += 1;
      else if (line) seen.tail = `${seen.tail}\n${line}`.slice(-keptOutput);
    }
  });
  const tell = (): void => run.onProgress?.(`${run.task} (${formatDuration(Date.now() - started)}${counts(seen)})`);
  run.onProgress?.(run.task);
  const timer = setInterval(tell, progressEveryMs);
  const signal = deadline(run.signal, run.timeoutMs);
  // go answers an interrupt by stopping its compilers too; a kill would leave them running.
  const stop = (): boolean => child.kill('SIGINT');
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    );
    if (run.signal?.aborted) throw run.signal.reason;
    if (signal.aborted) throw new Problem('Timeout', `${run.task} took longer than ${formatDuration(run.timeoutMs)}`);
    if (code !== 0) {
      const said = seen.tail.trim() || `go exited with ${code}`;
      throw new Problem('Environment', `${run.task} failed: ${said}`, { where: run.directory });
    }
    tell();
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  }
}

function counts({ packages, downloads }: { packages: number; downloads: number }): string {
  if (packages > 0) return `, ${packages} packages compiled`;
  return downloads > 0 ? `, ${downloads} modules downloaded` : '';
}
