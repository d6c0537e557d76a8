import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Access } from './access.ts';

export interface CountingProxy {
  readonly url: string;
  /** A kubeconfig that leads through the proxy. */
  readonly kubeconfig: string;
  /** `GET /path?query` of each request since the last call. */
  take(): string[];
  close(): Promise<void>;
}

/**
 * Counts what a client asks the API server, whatever the client: a plain-HTTP port that passes everything on. The client is the admin,
 * or whoever it says it is when it brings a token of its own.
 */
export async function countingProxy(
  access: Access,
  directory: string,
  as: 'admin' | 'itself' = 'admin',
): Promise<CountingProxy> {
  const { ca, cert, key } = access;
  const agent = new Agent({ ca, ...(as === 'admin' && { cert, key }), keepAlive: true });
  let seen: string[] = [];
  const pass = (asked: IncomingMessage, answer: ServerResponse): void => {
    seen.push(`${asked.method} ${asked.url}`);
    const { host: _, ...headers } = asked.headers;
    const { method } = asked;
    const onward = request(new URL(asked.url ?? '/', access.server), { agent, headers, ...(method ? { method } : {}) });
    onward.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  };
  const server = createServer(pass).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const kubeconfig = join(directory, 'counted.kubeconfig');
  await writeFile(kubeconfig, JSON.stringify(configFor(url)));
  return {
    url,
    kubeconfig,
    take: () => {
      const taken = seen;
      seen = [];
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

function configFor(server: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'counted', cluster: { server } }],
    users: [{ name: 'counted', user: {} }],
    contexts: [{ name: 'counted', context: { cluster: 'counted', user: 'counted' } }],
    'current-context': 'counted',
  };
}
