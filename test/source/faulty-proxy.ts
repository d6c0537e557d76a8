import { createServer, type IncomingMessage, request as forward, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** `reset`: the connection breaks. `cut`: the answer breaks off. A status: answered here. A function: the body is changed. */
export type Fault =
  | 'reset'
  | 'cut'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | ((body: Buffer) => Buffer);

/** Something between a client and a real registry, which counts and, when asked to, spoils what passes. */
export interface FaultyProxy {
  readonly host: string;
  /** `GET /v2/…`, in the order they came; cleared by whoever reads it. */
  readonly requests: string[];
  /** Called for each request with its line, as `requests` has it. */
  fault: (line: string) => Fault | undefined;
  stop(): void;
}

export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const server: Server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const proxy: FaultyProxy = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    fault: () => undefined,
    stop: () => server.close().closeAllConnections(),
  };
  const [hostname, port] = target.split(':');

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const line = `${request.method} ${request.url?.split('?')[0]}`;
    proxy.requests.push(line);
    const fault = proxy.fault(line);
    const sent = await buffer(request);
    if (fault === 'reset') return void request.socket.destroy();
    if (typeof fault === 'object') return void response.writeHead(fault.status, fault.headers).end();
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method, url, headers } = request;
      forward({ hostname, port, method, path: url, headers }, resolve).on('error', reject).end(sent);
    });
    const body = await buffer(answer);
    if (fault === 'cut') {
      response.writeHead(answer.statusCode ?? 500, answer.headers).write(body.subarray(0, body.length - 1));
      return void setTimeout(() => response.destroy(), 20);
    }
    const changed = fault ? fault(body) : body;
    const length = request.method === 'HEAD' ? {} : { 'content-length': changed.length };
    response.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...length }).end(changed);
  };
  return proxy;
}

/** The first `times` requests that match meet the fault, the others pass. */
export function faults(match: RegExp, fault: Fault, times: number): FaultyProxy['fault'] {
  let left = times;
  return (line) => (match.test(line) && left-- > 0 ? fault : undefined);
}
