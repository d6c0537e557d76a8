/** A cluster of its own with two tenants, team-a who is left alone and team-b who is not to be trusted, and one operator for both. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { down, ensureSandbox } from '../../../sandbox/index.ts';
import { createRepository, type GitServer, startGitServer, type TestRepository } from '../../source/git-server.ts';
import { type Ended, run, tug, tugPath } from '../../support/tug.ts';

export const victim = 'team-a';
export const hostile = 'team-b';
/** Has the ClusterRole admin in the hostile namespace, and writes all that is written there. */
export const mallory = 'mallory';

export interface Stage {
  readonly server: GitServer;
  /** As an administrator. */
  kubectl(...args: readonly string[]): Promise<Omit<Ended, 'json'>>;
  /** Its standard output; an Error when it fails. */
  read(...args: readonly string[]): Promise<string>;
  apply(objects: readonly object[], as?: string): Promise<Omit<Ended, 'json'>>;
  /** Commits to the repository `NAME.git`; a link is a path with its target. */
  commit(name: string, files: Files, links?: Files): void;
  startOperator(): void;
  log(): string;
  close(): Promise<void>;
}

export type Files = Readonly<Record<string, string>>;

export async function openStage(): Promise<Stage> {
  const name = `hostile-${process.pid}`;
  const directory = mkdtempSync(join(tmpdir(), 'tug-hostile-'));
  const box = await ensureSandbox(name);
  const env = { KUBECONFIG: box.kubeconfig };
  const server = await startGitServer(directory);
  const repositories = new Map<string, TestRepository>();
  let operator: ChildProcess | undefined;
  let log = '';
  const kubectl: Stage['kubectl'] = (...args) => run(box.kubectl, args, { env });
  const here = async (...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await tug(args, { env });
    if (code !== 0) throw new Error(stderr);
  };
  const close = async (): Promise<void> => {
    if (operator?.pid !== undefined && operator.exitCode === null) process.kill(-operator.pid, 'SIGKILL');
    server.stop();
    await down(name);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await here('install', '--no-deployment');
    await here('tenant', 'add', victim);
    await here('tenant', 'add', hostile);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    server,
    kubectl,
    read: async (...args) => {
      const { code, stdout, stderr } = await kubectl(...args);
      if (code !== 0) throw new Error(stderr);
      return stdout;
    },
    apply: (objects, as) => {
      const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
      return run(box.kubectl, ['apply', ...(as === undefined ? [] : ['--as', as]), '-f', '-'], { env, input });
    },
    commit: (repository, files, links = {}) => {
      const known = repositories.get(repository) ?? createRepository(directory, `${repository}.git`);
      repositories.set(repository, known);
      const at = (path: string): string => {
        const file = join(directory, `${repository}.git`, path);
        mkdirSync(dirname(file), { recursive: true });
        return file;
      };
      for (const [path, text] of Object.entries(files)) writeFileSync(at(path), text);
      for (const [path, target] of Object.entries(links)) symlinkSync(target, at(path));
      known.git('add', '-A');
      known.git('commit', '-q', '-m', 'change');
    },
    startOperator: () => {
      const namespaces = `${victim},${hostile}`;
      const args = ['sandbox', 'operator', name, '--namespaces', namespaces, '--log', 'json', '--log-level', 'debug'];
      operator = spawn(tugPath, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [operator.stdout, operator.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => (log += text));
      }
    },
    log: () => log,
    close,
  };
}

/** Asks until the answer is not undefined. `last` is said when it never is. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  last: () => string = () => '',
): Promise<T> {
  for (const end = Date.now() + 120_000; ; await sleep(200)) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`it never came that ${what}: ${last()}`);
  }
}
