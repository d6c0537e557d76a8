/**
 * Something between an operator and the API server that breaks what passes. It speaks plain HTTP on this side; whoever comes with a
 * token is that token's.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request as forwardTls } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

/** `reset`: the connection breaks. `cut`: the answer breaks off after the head. `swallow`: nothing is ever answered. `expire`: a watch is told 410. */
export type Fault = 'reset' | 'cut' | 'swallow' | 'expire' | { readonly status: number; readonly retryAfter?: number };

export interface ApiProxy {
  readonly kubeconfig: string;
  /** What is to become of a request; undefined: it passes. */
  fault: (request: { readonly method: string; readonly url: string; readonly watch: boolean }) => Fault | undefined;
  /** Requests that met a fault, by its word. */
  readonly met: Map<string, number>;
  /** Breaks every connection that is open now, and gives their number. */
  breakAll(): number;
  /** Freezes them instead: nothing passes any more in either direction, and nobody is told. */
  freezeAll(): number;
  /** Ends every watch with the event that etcd's compaction brings, and gives their number. */
  expireAll(): number;
  close(): Promise<void>;
}

const expired = `${JSON.stringify({
  type: 'ERROR',
  object: {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: 'Expired',
    code: 410,
    message: 'too old resource version',
  },
})}\n`;

interface Config {
  readonly clusters: { cluster: Record<string, unknown> & { server: string } }[];
  readonly users: { user: { tokenFile?: string } }[];
}

/** `kubeconfig`: with a token; its `tokenFile` beside it. */
export async function startApiProxy(kubeconfig: string): Promise<ApiProxy> {
  const directory = mkdtempSync(join(tmpdir(), 'tug-proxy-'));
  const config = parse(readFileSync(kubeconfig, 'utf8')) as Config;
  const cluster = config.clusters[0]?.cluster;
  if (!cluster) throw new Error(`${kubeconfig} names no cluster`);
  const target = new URL(cluster.server);
  const agent = new Agent({
    ca: Buffer.from(String(cluster['certificate-authority-data']), 'base64'),
    keepAlive: true,
  });
  const sockets = new Set<Socket>();
  const watches = new Set<ServerResponse>();
  const met = new Map<string, number>();
  const handle = (asked: IncomingMessage, answer: ServerResponse): void => {
    const { method = 'GET', url = '/' } = asked;
    const watch = /[?&]watch=(1|true)/.test(url);
    const fault = proxy.fault({ method, url, watch });
    asked.on('error', () => undefined);
    answer.on('error', () => undefined);
    if (fault === undefined) return pass(asked, answer, { watch, cut: false });
    const word = typeof fault === 'string' ? fault : String(fault.status);
    met.set(word, (met.get(word) ?? 0) + 1);
    if (fault === 'cut') return pass(asked, answer, { watch, cut: true });
    if (fault === 'swallow') return void asked.resume();
    if (fault === 'reset') return void asked.socket.destroy();
    asked.resume();
    if (fault === 'expire') return void answer.writeHead(200, { 'content-type': 'application/json' }).end(expired);
    const { status, retryAfter } = fault;
    answer.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    });
    answer.end(
      JSON.stringify({
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason: 'Faulty',
        code: status,
        message: 'told so by a test',
      }),
    );
  };
  const pass = (
    asked: IncomingMessage,
    answer: ServerResponse,
    { watch, cut }: { watch: boolean; cut: boolean },
  ): void => {
    const { host: _, ...headers } = asked.headers;
    const { method = 'GET', url = '/' } = asked;
    const onward = forwardTls({ hostname: target.hostname, port: target.port, path: url, method, headers, agent });
    onward.on('response', (response) => {
      if (answer.destroyed) return void response.destroy();
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.on('error', () => answer.destroy());
      if (cut) {
        answer.flushHeaders();
        response.resume();
        return void setTimeout(() => answer.destroy(), 5);
      }
      if (watch) {
        watches.add(answer);
        answer.on('close', () => watches.delete(answer));
      }
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  };
  const server = createServer(handle).listen(0, '127.0.0.1');
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const path = join(directory, 'kubeconfig');
  const user = config.users[0]?.user ?? {};
  const tokenFile = join(kubeconfig, '..', user.tokenFile ?? 'token');
  writeFileSync(
    path,
    JSON.stringify({
      ...config,
      clusters: [{ ...config.clusters[0], cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ ...config.users[0], user: { tokenFile } }],
    }),
  );
  const proxy: ApiProxy = {
    kubeconfig: path,
    fault: () => undefined,
    met,
    breakAll: () => each(sockets, (socket) => socket.destroy()),
    freezeAll: () =>
      each(sockets, (socket) => {
        socket.pause();
        socket.write = () => true;
      }),
    expireAll: () =>
      each(watches, (answer) => {
        answer.end(expired);
      }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
      await once(server, 'close');
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return proxy;
}

function each<T>(set: ReadonlySet<T>, act: (one: T) => void): number {
  const all = [...set];
  for (const one of all) act(one);
  return all.length;
}
