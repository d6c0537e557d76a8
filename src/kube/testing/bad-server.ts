import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Api } from '../api.ts';
import { connect, type ConnectOptions } from '../connect.ts';
import type { Clock } from '../../lib/clock.ts';

/** Servers that misbehave on purpose: what a real API server, or what stands in front of it, does on its bad days. */

export interface BadServer {
  readonly url: string;
  readonly port: number;
  /** `METHOD path?query` of every request, in order. */
  readonly requests: string[];
}

export type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

export async function badServer(answer: Answer, tls?: ServerOptions): Promise<BadServer> {
  const requests: string[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    answer(request, response, requests.length);
  };
  const server = tls ? createTlsServer(tls, handle) : createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, port, requests };
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function status(
  response: ServerResponse,
  code: number,
  reason: string,
  headers: Record<string, string> = {},
): void {
  json(
    response,
    { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message: `it is ${reason}`, code },
    code,
    headers,
  );
}

export function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, 'certificates', name), 'utf8');
}

/** A clock under which waits of up to a minute are over at once (and noted), and longer ones never are. */
export function impatientClock(): Clock & { readonly waits: number[]; readonly pass: (ms: number) => void } {
  let now = 1_000_000;
  const waits: number[] = [];
  const sleepers = new Set<() => void>();
  return {
    waits,
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        const until = now + ms;
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        if (ms <= 60_000) {
          waits.push(ms);
          now = until;
          setImmediate(resolve);
        } else {
          const sleeper = (): void => {
            if (now < until) return;
            sleepers.delete(sleeper);
            resolve();
          };
          sleepers.add(sleeper);
        }
      });
    },
    /** Lets time go by: those who sleep less long wake up. */
    pass(ms) {
      now += ms;
      for (const sleeper of sleepers) sleeper();
    },
  };
}

/** A connection without a kubeconfig. */
export async function connectTo(url: string, options: ConnectOptions = {}): Promise<Api> {
  const api = await connect({
    server: url,
    token: 'abc',
    env: { HOME: '/nonexistent' },
    random: () => 0.5,
    ...options,
  });
  onTestFinished(() => api.close());
  return api;
}

/** A kubeconfig of one context. */
export function kubeconfig(cluster: object, user: object = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'transport-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'config');
  const text = {
    'current-context': 'main',
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'me' } }],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'me', user }],
  };
  writeFileSync(file, JSON.stringify(text));
  return file;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
