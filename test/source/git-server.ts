import { execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Git's own smart HTTP server for the repositories under a directory. */
export interface GitServer {
  readonly url: string;
  /** `GET /repo.git/info/refs`, in the order they came, those that were let in. */
  readonly requests: string[];
  /** Answers in place of Git, and says whether it did. */
  interfere: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  stop(): void;
}

export async function startGitServer(directory: string, login?: string): Promise<GitServer> {
  const requests: string[] = [];
  const started = {
    url: '',
    requests,
    interfere: undefined as GitServer['interfere'],
    stop: () => server.close().closeAllConnections(),
  };
  const server: Server = createServer((request, response) => {
    if (login !== undefined && request.headers.authorization !== `Basic ${Buffer.from(login).toString('base64')}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    requests.push(`${request.method} ${request.url?.split('?')[0]}`);
    if (started.interfere?.(request, response)) return;
    backend(directory, request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  started.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return started;
}

/** CGI: headers, an empty line, the body. */
function backend(directory: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: (request.headers['git-protocol'] as string | undefined) ?? '',
    },
  });
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  let begun = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (begun) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    begun = true;
    const headers = Object.fromEntries(
      head
        .toString('latin1', 0, end)
        .split('\r\n')
        .map((line) => line.split(': ', 2) as [string, string]),
    );
    const { Status: status, ...others } = headers;
    response.writeHead(Number(status?.slice(0, 3) ?? 200), others);
    response.write(head.subarray(end + 4));
  });
  child.stdout.on('end', () => response.end());
}

export interface TestRepository {
  git(...args: string[]): string;
}

/** A repository that the server can leave blobs out of, and that hands out any commit. */
export function createRepository(directory: string, name: string, { partial = true } = {}): TestRepository {
  const path = join(directory, name);
  const run = (cwd: string, args: string[]): string =>
    execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.com',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.com',
      },
    }).trim();
  run(directory, ['init', '--quiet', '--initial-branch=main', path]);
  run(path, ['config', 'uploadpack.allowFilter', String(partial)]);
  run(path, ['config', 'uploadpack.allowAnySHA1InWant', String(partial)]);
  return { git: (...args) => run(path, args) };
}
