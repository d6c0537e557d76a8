import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** One repository behind Git's own smart HTTP backend, and a working copy that is pushed from. */
export interface GitServer {
  readonly url: string;
  /** Requests that were answered since the last call. */
  takeRequests(): number;
  /** When (`Date.now()`) whoever polls was first told the refs after this moment: nobody can know of a commit earlier. */
  toldSince(moment: number): number | undefined;
  /** When (`Date.now()`) the last answer ended. */
  lastAnswer(): number;
  /** Writes files, commits and pushes them; returns the commit. */
  commit(files: Readonly<Record<string, string>>): Promise<string>;
  /** What `git archive` makes of a commit. */
  tarball(commit: string): Promise<Buffer>;
  close(): Promise<void>;
}

export async function gitServer(directory: string): Promise<GitServer> {
  const home = await mkdtemp(join(directory, 'git-'));
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  const bare = join(home, 'served', 'fleet.git');
  const work = join(home, 'work');
  await mkdir(work);
  const git = async (...args: string[]): Promise<string> => {
    const settings = ['user.name=bench', 'user.email=bench@example.test', 'gc.auto=0'].flatMap((set) => ['-c', set]);
    const { stdout } = await promisify(execFile)('git', [...settings, ...args], { cwd: work, env });
    return stdout.trim();
  };
  await git('init', '-q', '--bare', '-b', 'main', bare);
  await git('-C', bare, 'config', 'uploadpack.allowFilter', 'true');
  await git('-C', bare, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  await git('init', '-q', '-b', 'main');
  let requests = 0;
  let told: number[] = [];
  let last = 0;
  const server = createServer((asked, answer) => {
    requests++;
    // In version 2 of the protocol refs come in the answer to a POST, before that with the first GET.
    const hasRefs = asked.method === 'POST' || asked.headers['git-protocol'] === undefined;
    answer.on('finish', () => {
      last = Date.now();
      if (hasRefs) told.push(last);
    });
    backend(join(home, 'served'), env, asked, answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/fleet.git`,
    takeRequests: () => {
      const taken = requests;
      requests = 0;
      return taken;
    },
    lastAnswer: () => last,
    toldSince: (moment) => {
      told = told.filter((at) => at >= moment);
      return told[0];
    },
    async commit(files) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(work, path)), { recursive: true });
        await writeFile(join(work, path), text);
      }
      await git('add', '-A');
      await git('commit', '-q', '-m', `change ${Object.keys(files).length} files`);
      await git('push', '-q', bare, 'HEAD:main');
      return await git('rev-parse', 'HEAD');
    },
    async tarball(commit) {
      const options = { cwd: work, env, encoding: 'buffer', maxBuffer: 256 * 2 ** 20 } as const;
      const { stdout } = await promisify(execFile)('git', ['archive', '--format=tar.gz', commit], options);
      return stdout;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** CGI (RFC 3875): one process a request, so any number are answered at once. */
function backend(root: string, env: NodeJS.ProcessEnv, asked: IncomingMessage, answer: ServerResponse): void {
  const url = new URL(asked.url ?? '/', 'http://localhost');
  const header = (name: string): string => String(asked.headers[name] ?? '');
  const cgi = spawn('git', ['http-backend'], {
    env: {
      ...env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: asked.method,
      CONTENT_TYPE: header('content-type'),
      GIT_PROTOCOL: header('git-protocol'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // It may answer before it has read all: what is left is nobody's.
  cgi.stdin.on('error', () => asked.unpipe(cgi.stdin));
  cgi.on('error', () => answer.destroy());
  cgi.on('close', () => answer.headersSent || answer.destroy());
  answer.on('close', () => cgi.kill());
  asked.pipe(cgi.stdin);
  let head = Buffer.alloc(0);
  const readHead = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    cgi.stdout.off('data', readHead);
    cgi.stdout.pause();
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(/: (.*)/s);
      if (name === 'Status') answer.statusCode = Number(value.slice(0, 3));
      else answer.setHeader(name, value);
    }
    answer.write(head.subarray(end + 4));
    cgi.stdout.pipe(answer);
  };
  cgi.stdout.on('data', readHead);
}
