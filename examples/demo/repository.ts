/** A repository of the demo's own, and Git's own server for it: the operator fetches over HTTP as from any forge. */
import { execFile, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gray } from './paint.ts';

export interface Repository {
  readonly url: string;
  /** Commits all of the working copy and pushes it; returns the commit. */
  readonly push: (message: string) => Promise<string>;
  readonly close: () => void;
}

/** No identity, hook or credential helper of whoever runs the demo takes part. */
const environment = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.test',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.test',
};

/** Makes `DIRECTORY/served/fleet.git`, and of `DIRECTORY/fleet` its working copy. */
export async function serveRepository(directory: string): Promise<Repository> {
  const served = join(directory, 'served');
  const bare = join(served, 'fleet.git');
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', args, { cwd: join(directory, 'fleet'), env: environment });
    return stdout.trim();
  };
  await git('init', '--quiet', '--bare', '--initial-branch=main', bare);
  await git('init', '--quiet', '--initial-branch=main');
  const server = createServer((request, response) => answer(served, request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fleet.git`,
    push: async (message) => {
      console.log(`${gray('$')} git commit -am '${message}' && git push`);
      await git('add', '--all');
      await git('commit', '--quiet', '-m', message);
      await git('push', '--quiet', bare, 'HEAD:main');
      return git('rev-parse', 'HEAD');
    },
    close: () => server.close().closeAllConnections(),
  };
}

/** CGI (RFC 3875): headers, an empty line, the body. */
function answer(served: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const { headers, method } = request;
  const backend = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...environment,
      GIT_PROJECT_ROOT: served,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    },
  });
  backend.on('error', () => response.destroy());
  backend.stdin.on('error', () => undefined);
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  backend.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const fields = head.toString('latin1', 0, end).split('\r\n').map(headerField);
    const { Status: status, ...others } = Object.fromEntries(fields);
    response.writeHead(Number(status?.slice(0, 3) ?? 200), others);
    response.write(head.subarray(end + 4));
  });
  backend.stdout.on('end', () => response.end());
}

function headerField(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}
