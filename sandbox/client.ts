import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { Layout } from './layout.ts';

/** The few requests that starting and looking at a sandbox takes, as its admin. The kubelet that
 * kwok plays takes the same certificates. Needs nothing that may not be installed yet. */

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const maxBody = 4 * 2 ** 20;

export type Client = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Answer>;

/** Every call ends within `timeoutMs`; a server that does not answer rejects. */
export function adminClient(layout: Layout, port: number, timeoutMs = 5_000): Client {
  const tls = {
    ca: readFileSync(join(layout.pki, 'ca.crt')),
    cert: readFileSync(join(layout.pki, 'admin.crt')),
    key: readFileSync(join(layout.pki, 'admin.key')),
  };
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          ...tls,
          host: '127.0.0.1',
          port,
          method,
          path,
          agent: false,
          signal: AbortSignal.timeout(timeoutMs),
          headers: body === undefined ? {} : { 'content-type': 'application/json' },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('error', reject);
          response.on('data', (chunk: string) => {
            text += chunk;
            if (text.length > maxBody) response.destroy(new Error(`${path} answered more than ${maxBody} bytes`));
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        },
      );
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/** Whether the server says that all is well; no answer is a no. */
export async function isHealthy(client: Client, path: '/readyz' | '/healthz'): Promise<boolean> {
  return await client('GET', path).then(
    ({ status }) => status === 200,
    () => false,
  );
}
