import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect, serverVersion } from '../index.ts';
import {
  badServer,
  base64,
  connectTo,
  fixture,
  impatientClock,
  json,
  kubeconfig,
  status,
} from '../testing/bad-server.ts';

const get = { method: 'GET', path: '/x' } as const;

test.for([
  [
    'an expired certificate',
    'expired',
    'ca.crt',
    'the TLS certificate of %s, or of the authority that signed it, has expired',
  ],
  ['an unknown authority', 'server', 'stranger.crt', 'the TLS certificate of %s is signed by an unknown authority'],
  ['a certificate for another name', 'other', 'ca.crt', 'the TLS certificate of %s is for other names'],
] as const)('%s is told as that', async ([, name, authority, message]) => {
  const server = await badServer((_, response) => json(response, {}), {
    cert: fixture(`${name}.crt`),
    key: fixture(`${name}.key`),
  });
  const file = kubeconfig({ server: server.url, 'certificate-authority-data': base64(fixture(authority)) });
  const api = await connectTo(server.url, { kubeconfig: file });
  await expect(api.request(get)).rejects.toMatchObject({
    code: 'Unreachable',
    message: message.replace('%s', server.url),
    where: `${file}, context "main"`,
    hint: expect.any(String) as string,
  });
  expect(server.requests).toHaveLength(0);
});

test('tls-server-name and insecure-skip-tls-verify are obeyed', async () => {
  const tls = { cert: fixture('other.crt'), key: fixture('other.key') };
  const server = await badServer((_, response) => json(response, { gitVersion: 'v1' }), tls);
  const ca = base64(fixture('ca.crt'));
  const named = kubeconfig({
    server: server.url,
    'certificate-authority-data': ca,
    'tls-server-name': 'other.example',
  });
  expect(await serverVersion(await connectTo(server.url, { kubeconfig: named }))).toMatchObject({ gitVersion: 'v1' });
  const insecure = kubeconfig({ server: server.url, 'insecure-skip-tls-verify': true });
  expect(await serverVersion(await connectTo(server.url, { kubeconfig: insecure }))).toMatchObject({
    gitVersion: 'v1',
  });
});

test('TLS spoken to a server without it, and the other way round, is told', async () => {
  const plain = await badServer((_, response) => json(response, {}));
  await expect((await connectTo(plain.url.replace('http:', 'https:'))).request(get)).rejects.toMatchObject({
    code: 'Unreachable',
    message: expect.stringContaining('does not speak TLS') as string,
  });
});

test('a client certificate that expired is named as the reason of a 401', async () => {
  const tls = { cert: fixture('server.crt'), key: fixture('server.key'), requestCert: true, rejectUnauthorized: false };
  const server = await badServer((_, response) => status(response, 401, 'Unauthorized'), tls);
  const user = {
    'client-certificate-data': base64(fixture('client-expired.crt')),
    'client-key-data': base64(fixture('client-expired.key')),
  };
  const api = await connect({
    kubeconfig: kubeconfig({ server: server.url, 'certificate-authority-data': base64(fixture('ca.crt')) }, user),
  });
  onTestFinished(() => api.close());
  await expect(api.request(get)).rejects.toMatchObject({
    code: 'Unauthorized',
    message: 'the client certificate expired on 2021-01-01T00:00Z',
  });
});

test('a server that refuses the client certificate in the handshake is understood', async () => {
  const tls = {
    cert: fixture('server.crt'),
    key: fixture('server.key'),
    ca: fixture('ca.crt'),
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = await badServer((_, response) => json(response, {}), tls);
  const user = {
    'client-certificate-data': base64(fixture('client.crt')),
    'client-key-data': base64(fixture('client.key')),
  };
  const cluster = { server: server.url, 'certificate-authority-data': base64(fixture('ca.crt')) };
  const api = await connect({ kubeconfig: kubeconfig(cluster, user) });
  onTestFinished(() => api.close());
  expect((await api.request(get)).status).toBe(200);
});

test('a rejected token is read anew and the call repeated once', async () => {
  const server = await badServer((request, response) =>
    request.headers.authorization === 'Bearer new' ? json(response, {}) : status(response, 401, 'Unauthorized'),
  );
  const directory = mkdtempSync(join(tmpdir(), 'token-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const tokenFile = join(directory, 'token');
  writeFileSync(tokenFile, 'old');
  const clock = impatientClock();
  const api = await connect({ kubeconfig: kubeconfig({ server: server.url }, { tokenFile }), clock });
  onTestFinished(() => api.close());
  writeFileSync(tokenFile, 'new');
  clock.pass(5_000);
  expect((await api.request(get)).status).toBe(200);
  writeFileSync(tokenFile, 'wrong');
  clock.pass(61_000);
  await expect(api.request(get)).rejects.toMatchObject({
    code: 'Unauthorized',
    message: `${server.url} does not accept these credentials`,
  });
  expect(server.requests.length).toBeLessThan(6);
});
