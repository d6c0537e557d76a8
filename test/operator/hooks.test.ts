import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../../sandbox/ports.ts';
import { openRegistry } from '../../src/oci/registry.ts';
import { handleHook } from '../../src/operator/hooks/index.ts';
import { pushFiles } from '../source/push.ts';
import { registryProgram } from '../source/registry.ts';

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const deliveries: Delivery[] = [];
let server: Server;
let directory: string;
let host: string;
let stop: () => void = () => undefined;

/** A registry that tells a listener of ours what is pushed to it. */
beforeAll(async () => {
  const program = await registryProgram();
  server = createServer((request, response) => {
    void buffer(request).then((body) => {
      deliveries.push({ headers: request.headers, body });
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  directory = await mkdtemp(join(tmpdir(), 'tug-hooks-'));
  host = `127.0.0.1:${await freePort(new Set())}`;
  const endpoint = {
    name: 'tug',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/distribution`,
    headers: { Authorization: ['Bearer s3cret'] },
    timeout: '5s',
    threshold: 1,
    backoff: '1s',
  };
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { inmemory: {} },
    http: { addr: host },
    notifications: { endpoints: [endpoint] },
  };
  await writeFile(join(directory, 'config.yml'), JSON.stringify(config));
  const child = spawn(program, ['serve', join(directory, 'config.yml')], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none' },
  });
  stop = () => child.kill('SIGKILL');
  await vi.waitFor(async () => await fetch(`http://${host}/v2/`), { timeout: 20_000 });
}, 600_000);

afterAll(async () => {
  stop();
  server?.close().closeAllConnections();
  await rm(directory, { recursive: true, force: true });
});

test('a real registry’s notification of a push is a hint to look at the repository, and those of blobs are not', async () => {
  await pushFiles(openRegistry(host), 'team/shop', 'v1', { 'x.yaml': '1' });
  const urls: string[] = [];
  const answers = (): string[] =>
    deliveries.map(({ headers, body }) => {
      const { status, message } = handleHook('distribution', headers, body, Buffer.from('s3cret'), (hint) => {
        urls.push(...hint.urls);
        return 1;
      });
      return `${status} ${message}`;
    });
  await vi.waitFor(() => expect(answers()).toContain('200 sources looked at: 1'), { timeout: 20_000 });
  expect(new Set(urls)).toEqual(new Set([`oci://${host}/team/shop`]));
  expect(answers()).toContain('202 ignored: push');
  const refused = deliveries.map(
    ({ headers, body }) => handleHook('distribution', headers, body, Buffer.from('other'), () => 1).status,
  );
  expect(new Set(refused)).toEqual(new Set([401]));
});
