import { type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { onTestFinished } from 'vitest';
import type { GitServer } from './git-server.ts';

export interface Door {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** The `authorization` of each request, empty where there was none. */
  readonly seen: string[];
}

/** A door before the Git server, which notes what is shown to it and lets in whom it likes, until the test ends. */
export async function door(
  make: (check: (request: IncomingMessage) => number) => Server,
  letIn: (request: IncomingMessage) => boolean,
): Promise<Door> {
  const seen: string[] = [];
  const started = make((request) => {
    seen.push(request.headers.authorization ?? '');
    return letIn(request) ? 200 : 401;
  });
  await new Promise<void>((done) => started.listen(0, '127.0.0.1', done));
  onTestFinished(() => void started.close());
  return { host: `127.0.0.1:${(started.address() as AddressInfo).port}`, seen };
}

/** Hands requests on to the Git server, those that the check gives 200. */
export function handOn(
  { url }: GitServer,
  check: (request: IncomingMessage) => number,
  path = (request: IncomingMessage): string => request.url ?? '',
) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const status = check(request);
    if (status !== 200) return void response.writeHead(status, { 'www-authenticate': 'Bearer' }).end();
    const headers = { ...request.headers };
    delete headers['proxy-connection'];
    const on = send(`${url}${path(request)}`, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(on);
  };
}
