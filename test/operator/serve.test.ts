import { connect, type Socket } from 'node:net';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../src/operator/log/log.ts';
import { createMetrics } from '../../src/operator/metrics/metrics.ts';
import { startServer } from '../../src/operator/serve/index.ts';

type Options = Parameters<typeof startServer>[0];

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
});

async function serve(options: Partial<Options> = {}) {
  const metrics = createMetrics('1.2.3');
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    log: createLogger({ level: 'info', json: true, write: (line) => lines.push(line) }),
    metrics,
    health: { live: () => undefined, ready: () => undefined },
    hook: () => ({ status: 202, message: 'looked' }),
    ...options,
  });
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(url + path, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { server, metrics, ask };
}

/** A connection by hand: what comes back until the other side ends it. */
function raw(port: number): { socket: Socket; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
  return { socket, answer };
}

test('metrics are told in the text format of Prometheus', async () => {
  const { ask, metrics } = await serve();
  metrics.synced('deployed');
  const { status, headers, text } = await ask('/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(text).toContain('tug_syncs_total{verdict="deployed"} 1');
  expect(text).toContain('tug_build_info{version="1.2.3"} 1');
});

test('health is a status, and a sentence when it is bad', async () => {
  const state: { wrong?: string } = {};
  const { ask } = await serve({ health: { live: () => undefined, ready: () => state.wrong } });
  expect(await ask('/readyz')).toMatchObject({ status: 200, text: 'ok\n' });
  state.wrong = 'the Apps of the cluster are not known yet';
  expect(await ask('/readyz')).toMatchObject({ status: 503, text: `${state.wrong}\n` });
  expect(await ask('/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
});

test('a webhook is handed on byte by byte, whatever it says it is, and its answer sent back', async () => {
  const calls: [string, string | undefined, Uint8Array][] = [];
  const { ask, metrics } = await serve({
    hook: (provider, headers, body) => {
      calls.push([provider, headers['x-hub-signature-256']?.toString(), body]);
      return { status: 200, message: 'sources looked at: 1' };
    },
  });
  const body = new Uint8Array([0x7b, 0x00, 0xff, 0x0a]);
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/nonsense']) {
    const headers = { 'content-type': type, 'x-hub-signature-256': 'sha256=0' };
    expect(await ask('/hooks/github', { method: 'POST', body, headers })).toMatchObject({
      status: 200,
      text: 'sources looked at: 1\n',
    });
  }
  expect(await ask('/hooks/gitlab', { method: 'POST' })).toMatchObject({ status: 200 });
  expect(calls.map(([provider, signature, sent]) => [provider, signature, [...sent]])).toEqual([
    ...Array.from({ length: 3 }, () => ['github', 'sha256=0', [...body]]),
    ['gitlab', undefined, []],
  ]);
  expect(await metrics.text()).toContain('tug_hooks_total{status="200"} 4');
});

test.each([
  ['GET', '/'],
  ['GET', '/hooks/github'],
  ['PUT', '/hooks/github'],
  ['POST', '/hooks/github/more'],
  ['POST', `/hooks/${'x'.repeat(65)}`],
  ['POST', '/metrics'],
  ['GET', '/metrics/..%2f..%2fetc%2fpasswd'],
  ['GET', '/__proto__'],
  ['GET', '/hooks/%zz'],
])('%s %s is 404', async (method, path) => {
  const { ask } = await serve();
  expect(await ask(path, { method })).toMatchObject({ status: 404, text: 'there is nothing here\n' });
});

test('a defect is told in the log in one line, and to the sender not at all', async () => {
  const hook = (): never => {
    throw new TypeError('secret detail of ours');
  };
  const { ask } = await serve({ hook });
  const { status, text } = await ask('/hooks/github', { method: 'POST', body: '{}' });
  expect(status).toBe(500);
  expect(text).not.toMatch(/secret detail|\bat /);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('secret detail of ours');
  expect(lines[0]).not.toMatch(/\bat .+:\d+:\d+/);
});

test('a body of more than 1 MB is refused', async () => {
  const { ask } = await serve();
  expect(await ask('/hooks/github', { method: 'POST', body: 'x'.repeat(2 ** 20) })).toMatchObject({ status: 202 });
  expect(await ask('/hooks/github', { method: 'POST', body: 'x'.repeat(2 ** 20 + 1) })).toMatchObject({ status: 413 });
});

test('who sends too many webhooks is told when to come again, and scrapes go on', async () => {
  const { ask, metrics } = await serve({ limits: { hookBurst: 3, hooksPerSecond: 0.01 } });
  const statuses: number[] = [];
  for (let i = 0; i < 5; i += 1) statuses.push((await ask('/hooks/github', { method: 'POST', body: '{}' })).status);
  expect(statuses).toEqual([202, 202, 202, 429, 429]);
  const { headers } = await ask('/hooks/github', { method: 'POST', headers: { 'x-forwarded-for': '203.0.113.9' } });
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
  expect((await ask('/metrics')).status).toBe(200);
  expect(await metrics.text()).toContain('tug_hooks_total{status="429"} 3');
});

const impatient = { headersMs: 200, requestMs: 400, checkMs: 50, idleMs: 200 };

test('who sends headers byte by byte is cut off', async () => {
  const { server } = await serve({ limits: impatient });
  const { socket, answer } = raw(server.port);
  socket.write('GET /metrics HTTP/1.1\r\n');
  const drip = setInterval(() => socket.write('x-a: b\r\n'), 20);
  onTestFinished(() => clearInterval(drip));
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
});

test('who sends a body byte by byte is cut off', async () => {
  const { server } = await serve({ limits: impatient });
  const { socket, answer } = raw(server.port);
  socket.write('POST /hooks/github HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n');
  const drip = setInterval(() => socket.write('x'), 20);
  onTestFinished(() => clearInterval(drip));
  expect(await answer).toMatch(/^(HTTP\/1\.1 408 .*)?/s);
});

test('a connection that says nothing is ended, before its first request and after', async () => {
  const { server } = await serve({ limits: impatient });
  const mute = raw(server.port);
  const idle = raw(server.port);
  idle.socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
  expect(await idle.answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\nok\n$/s);
  await mute.answer;
});

test.each([
  ['headers that are too large', `GET /metrics HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['what is no HTTP', 'hello\r\n\r\n', 400],
  ['two lengths', 'POST /hooks/a HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx', 400],
])('%s: refused in a line or two', async (_, text, status) => {
  const { server } = await serve();
  const { socket, answer } = raw(server.port);
  socket.write(text);
  const said = await answer;
  expect(said).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(said).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
});

test('there are never more connections than allowed, and the next one is served when one has ended', async () => {
  const { server, ask } = await serve({ limits: { connections: 2 } });
  const [one, two] = [raw(server.port), raw(server.port)];
  await Promise.all([one, two].map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
  const third = raw(server.port);
  third.socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
  expect(await third.answer).toBe('');
  one.socket.destroy();
  await one.answer;
  await expect.poll(() => ask('/healthz').catch(() => undefined)).toMatchObject({ status: 200 });
});

test('closing answers what is under way and ends what is idle', async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const { server } = await serve({
    hook: async () => {
      begun.resolve();
      await go.promise;
      return { status: 200, message: 'done' };
    },
  });
  const idle = raw(server.port);
  const busy = raw(server.port);
  busy.socket.write('POST /hooks/github HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n');
  await begun.promise;
  const closing = server.close();
  go.resolve();
  await closing;
  expect(await busy.answer).toMatch(/^HTTP\/1\.1 200 OK.*done\n$/s);
  expect(await idle.answer).toBe('');
});

test('an address that is taken is a clear problem', async () => {
  const { server } = await serve();
  await expect(serve({ port: server.port })).rejects.toMatchObject({
    code: 'Environment',
    where: `127.0.0.1:${server.port}`,
  });
});
