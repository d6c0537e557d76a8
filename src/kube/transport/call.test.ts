import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { serverVersion } from '../index.ts';
import { badServer, connectTo, impatientClock, json, status } from '../testing/bad-server.ts';

const get = { method: 'GET', path: '/x' } as const;
const post = { method: 'POST', path: '/x', body: {} } as const;

test('429 is waited out as long as the server asks, whatever the verb', async () => {
  const clock = impatientClock();
  const server = await badServer((_, response, nth) =>
    nth < 3 ? status(response, 429, 'TooManyRequests', { 'retry-after': '2' }) : json(response, {}),
  );
  const api = await connectTo(server.url, { clock });
  await api.request(post);
  expect(clock.waits).toEqual([2_125, 2_125]);
  expect(api.stats).toEqual({ requests: 3, byVerb: { POST: 3 } });
});

test('a server that stays busy is given up with its own word', async () => {
  const server = await badServer((_, response) => status(response, 429, 'TooManyRequests', { 'retry-after': '1' }));
  const api = await connectTo(server.url, { clock: impatientClock() });
  await expect(api.request(get)).rejects.toMatchObject({
    status: 429,
    reason: 'TooManyRequests',
    retryAfterSeconds: 1,
  });
  expect(server.requests).toHaveLength(10);
});

test('an unavailable server is asked again by a GET and not by a POST', async () => {
  const server = await badServer((_, response, nth) =>
    nth < 3 ? status(response, 503, 'ServiceUnavailable') : json(response, {}),
  );
  const api = await connectTo(server.url, { clock: impatientClock() });
  await api.request(get);
  expect(server.requests).toHaveLength(3);
  const down = await badServer((_, response) => status(response, 503, 'ServiceUnavailable'));
  await expect((await connectTo(down.url)).request(post)).rejects.toMatchObject({ status: 503 });
  expect(down.requests).toHaveLength(1);
});

test('a connection cut before the answer is made anew for what may be sent twice', async () => {
  const server = await badServer((request, response, nth) =>
    nth % 2 === 1 ? request.socket.destroy() : json(response, {}),
  );
  const api = await connectTo(server.url, { clock: impatientClock() });
  await api.request(get);
  await api.request({ ...post, idempotent: true });
  expect(server.requests).toHaveLength(4);
  await expect(api.request(post)).rejects.toMatchObject({
    code: 'Unreachable',
    message: `the connection to ${server.url} was cut`,
  });
});

test('a connection cut in the middle of an answer is made anew too', async () => {
  const server = await badServer((_, response, nth) => {
    if (nth > 1) return json(response, { whole: true });
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"half":');
    setTimeout(() => response.destroy(), 20);
  });
  const api = await connectTo(server.url, { clock: impatientClock() });
  expect((await api.request(get)).json()).toEqual({ whole: true });
});

test.for([
  ['never answers', () => undefined],
  ['answers a byte at a time', (write: (text: string) => void) => void setInterval(() => write(' '), 20).unref()],
] as const)('a server that %s does not outlive the deadline', async ([, trickle]) => {
  const server = await badServer((_, response) => trickle((text) => void response.write(text)));
  const api = await connectTo(server.url, { requestTimeoutMs: 150 });
  const started = Date.now();
  await expect(api.request(get)).rejects.toMatchObject({
    code: 'Unreachable',
    message: `${server.url} did not answer within 0.2 s`,
    where: 'GET /x',
  });
  expect(Date.now() - started).toBeLessThan(2_000);
});

test('a host that swallows connections does not outlive the deadline', async () => {
  const hole = createServer((socket) => socket.pause());
  await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void hole.close());
  const api = await connectTo(`https://127.0.0.1:${(hole.address() as AddressInfo).port}`, { requestTimeoutMs: 150 });
  await expect(api.request(get)).rejects.toMatchObject({ code: 'Unreachable' });
});

test('a call that is called off rejects at once with the reason given', async () => {
  const server = await badServer(() => undefined);
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('enough')), 30);
  await expect((await connectTo(server.url)).request({ ...get, signal: stop.signal })).rejects.toThrow('enough');
});

test('a web server is not taken for an API server', async () => {
  const server = await badServer((_, response) => void response.end('<html>Welcome to nginx</html>'));
  await expect(serverVersion(await connectTo(server.url))).rejects.toMatchObject({
    code: 'Unreachable',
    message: `${server.url} does not answer like a Kubernetes API server`,
  });
});

test('answers are bounded, those that unfold from gzip too', async () => {
  const server = await badServer((request, response) => {
    if (request.url === '/x') return void response.end('x'.repeat(5_000));
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync('x'.repeat(1_000_000)));
  });
  const api = await connectTo(server.url);
  await expect(api.request({ ...get, maxBytes: 1_000 })).rejects.toMatchObject({ code: 'LimitExceeded' });
  await expect(api.request({ ...get, path: '/y', maxBytes: 10_000 })).rejects.toMatchObject({ code: 'LimitExceeded' });
});

test('a server behind a path keeps it', async () => {
  const server = await badServer((_, response) => json(response, {}));
  await serverVersion(await connectTo(`${server.url}/k8s/clusters/c-1/`));
  expect(server.requests).toEqual(['GET /k8s/clusters/c-1/version']);
});

test('warnings are told once a connection, or to the caller who asks for them', async () => {
  const told: string[] = [];
  const own: string[] = [];
  const server = await badServer((_, response) =>
    json(response, {}, 200, { warning: '299 - "policy/v1beta1 is deprecated"' }),
  );
  const api = await connectTo(server.url, { onWarning: (text) => told.push(text) });
  await api.request(get);
  await api.request(get);
  await api.request({ ...get, onWarning: (text) => own.push(text) });
  expect([told, own]).toEqual([['policy/v1beta1 is deprecated'], ['policy/v1beta1 is deprecated']]);
});
