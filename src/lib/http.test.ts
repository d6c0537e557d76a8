import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { send, shownUrl } from './http.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const maxBytes = 1_000;

test('credentials stay with their origin when a redirect leads elsewhere', async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end('blob');
  });
  const first = await serve((request, response) => {
    if (request.url === '/here') return response.writeHead(307, { location: '/there' }).end();
    seen.push(request.headers.authorization);
    return response.writeHead(307, { location: `${other}/x?signature=s` }).end();
  });
  const response = await send({ url: `${first}/here`, headers: { authorization: 'Bearer t' }, maxBytes });
  expect(Buffer.from(response.body).toString()).toBe('blob');
  expect(seen).toEqual(['Bearer t', undefined]);
});

test('endless redirects, oversized bodies and silent servers end', async () => {
  const loop = await serve((_, response) => response.writeHead(302, { location: '/' }).end());
  await expect(send({ url: loop, maxBytes })).rejects.toThrow('redirects more than 5 times');
  const large = await serve((_, response) => response.end('x'.repeat(1_001)));
  await expect(send({ url: large, maxBytes })).rejects.toThrow('sends more than 1 MB');
  const silent = await serve(() => undefined);
  await expect(send({ url: silent, method: 'POST', maxBytes, timeoutMs: 50 })).rejects.toThrow(
    'no answer within 0.05 s',
  );
});

test('a busy server is asked again, a refusing one is not', async () => {
  const statuses = [503, 429, 200];
  const busy = await serve((_, response) => response.writeHead(statuses.shift() ?? 500).end());
  expect((await send({ url: busy, maxBytes })).status).toBe(200);
  let asked = 0;
  const refusing = await serve((_, response) => {
    asked += 1;
    response.writeHead(403).end();
  });
  expect((await send({ url: refusing, maxBytes })).status).toBe(403);
  expect(asked).toBe(1);
});

test('an unreachable server is named', async () => {
  await expect(send({ url: 'http://127.0.0.1:1/x?secret', maxBytes })).rejects.toThrow(
    expect.objectContaining({
      message: '127.0.0.1:1 cannot be reached: connection refused',
      where: 'http://127.0.0.1:1/x',
    }) as Error,
  );
});

test('a shown URL has no credentials and no query', () => {
  expect(shownUrl('https://user:pass@h/p?sig=1')).toBe('https://h/p');
});

test('an authority of a private network is trusted where it is named, and nowhere else', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tug-ca-'));
  const [key, cert] = [join(directory, 'key'), join(directory, 'cert')];
  const asked = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x -keyout ${key} -out ${cert}`;
  execFileSync('openssl', [...asked.split(' '), '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  const ca = readFileSync(cert, 'utf8');
  const server = createTlsServer({ key: readFileSync(key), cert: ca }, (_, response) => response.end('in'));
  rmSync(directory, { recursive: true });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (let round = 0; round < 2; round += 1) {
    expect(Buffer.from((await send({ url, maxBytes, ca })).body).toString()).toBe('in');
    await expect(send({ url, method: 'POST', maxBytes })).rejects.toThrow('self-signed certificate');
  }
});
