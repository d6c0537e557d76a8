import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import type { Credential } from './credential.ts';
import { openRegistry } from './registry.ts';
import { listReferrers } from './referrers.ts';
import { listTags } from './tags.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void handler(request, response));
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A registry that takes only tokens of its token server, and a record of what either was asked. */
async function withTokens(): Promise<{ host: string; log: string[] }> {
  const log: string[] = [];
  const auth = await serve(async (request, response) => {
    log.push(
      `token ${request.method} ${request.url} ${request.headers.authorization ?? ''} ${await text(request)}`.trim(),
    );
    response.end(JSON.stringify({ token: 'T', expires_in: 300 }));
  });
  const host = await serve((request, response) => {
    log.push(`registry ${request.headers.authorization ?? 'none'}`);
    if (request.headers.authorization === 'Bearer T') return response.end('{"tags": ["v1"]}');
    return response
      .writeHead(401, {
        'www-authenticate': `Bearer realm="http://${auth}/token",service="s",scope="repository:a:pull"`,
      })
      .end();
  });
  return { host, log };
}

function as(credential: Credential | undefined): { credentials: () => Promise<Credential | undefined> } {
  return { credentials: () => Promise.resolve(credential) };
}

test('a token is fetched with the password once and used again', async () => {
  const { host, log } = await withTokens();
  const registry = openRegistry(host, as({ username: 'u', password: 'p' }));
  await listTags(registry, 'a');
  await listTags(registry, 'a');
  expect(log).toEqual([
    'registry none',
    `token GET /token?service=s&scope=repository%3Aa%3Apull Basic ${Buffer.from('u:p').toString('base64')}`,
    'registry Bearer T',
    'registry Bearer T',
  ]);
});

test('an identity token is exchanged in the body, not in the URL', async () => {
  const { host, log } = await withTokens();
  await listTags(openRegistry(host, as({ username: '', password: '', identityToken: 'REFRESH' })), 'a');
  expect(log[1]).toMatch(
    /^token POST \/token\s+service=s&.*grant_type=refresh_token&client_id=tug&refresh_token=REFRESH$/,
  );
});

test('without credentials an anonymous token is asked for', async () => {
  const { host, log } = await withTokens();
  expect(await listTags(openRegistry(host, as(undefined)), 'a')).toEqual(['v1']);
  expect(log[1]).toBe('token GET /token?service=s&scope=repository%3Aa%3Apull');
});

test('pages of tags are followed, but not to another server', async () => {
  const host = await serve((request, response) => {
    if (request.url?.includes('last=')) return response.end('{"tags": ["v2"]}');
    return response.setHeader('link', '</v2/a/tags/list?last=v1&n=1>; rel="next"').end('{"tags": ["v1"]}');
  });
  expect(await listTags(openRegistry(host), 'a')).toEqual(['v1', 'v2']);
  const hostile = await serve((_, response) =>
    response.setHeader('link', '<http://evil.example/v2/a/tags/list>; rel="next"').end('{"tags": []}'),
  );
  await expect(listTags(openRegistry(hostile), 'a')).rejects.toThrow('sends its client to http://evil.example');
});

test('the referrers API is used where there is one', async () => {
  const manifests = [{ mediaType: 'm', digest: `sha256:${'b'.repeat(64)}`, size: 1 }];
  const host = await serve((_, response) => {
    response.setHeader('content-type', 'application/vnd.oci.image.index.v1+json').end(JSON.stringify({ manifests }));
  });
  expect(await listReferrers(openRegistry(host), 'a', `sha256:${'a'.repeat(64)}`)).toEqual(manifests);
});

test('plain http is for loopback, or asked for', () => {
  expect(openRegistry('ghcr.io').origin).toBe('https://ghcr.io');
  expect(openRegistry('docker.io').origin).toBe('https://registry-1.docker.io');
  expect(openRegistry('127.0.0.1:5000').origin).toBe('http://127.0.0.1:5000');
  expect(openRegistry('127.0.0.1.evil.example').origin).toBe('https://127.0.0.1.evil.example');
  expect(openRegistry('r.internal', { plainHttp: true }).origin).toBe('http://r.internal');
});
