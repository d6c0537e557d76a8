/** News as real HTTP servers get them. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { createNotifier, type News, type Notification, type NotifierOptions } from '../../src/operator/notify/index.ts';

interface Got {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Milliseconds of the notifier's clock since the test began. */
  readonly at: number;
}

/** Time that runs two hundred times as fast: an hour of retries takes 18 s. */
const speed = 200;
function fastClock(): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * speed,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms / speed);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
  };
}

type Answer = (response: ServerResponse, nth: number, got: Got) => void;

async function receiver(clock: Clock, answer: Answer): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = [];
  const start = clock.now();
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        at: clock.now() - start,
      };
      got.push(one);
      answer(response, got.length, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

const say =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);

interface Counts {
  sent: number;
  failed: number;
  readonly troubles: string[];
}

function notifier(clock: Clock, more: NotifierOptions = {}) {
  const counts: Counts = { sent: 0, failed: 0, troubles: [] };
  const made = createNotifier({
    clock,
    random: () => 1,
    allowLoopback: true,
    onSent: (result) => (counts[result] += 1),
    onTrouble: (app, { message }) => counts.troubles.push(`${app.name}: ${message}`),
    ...more,
  });
  onTestFinished(() => made.close());
  return { tell: made.tell.bind(made), close: () => made.close(), counts };
}

const news = (change: Partial<News> = {}): News => ({
  kind: 'deployed',
  app: { namespace: 'team', name: 'shop' },
  revision: '1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c',
  repository: 'https://git.example/org/shop.git',
  release: 1,
  message: 'all is well',
  when: '2026-01-01T00:00:00Z',
  ...change,
});
const all: Notification['events'] = ['deployed', 'failed', 'drift', 'held'];
const target = (type: Notification['type'], url: string, secret: Record<string, string> = {}) => ({
  to: { type, url, events: all, secretRef: { name: 'n' } } satisfies Notification,
  secret: Object.fromEntries(Object.entries(secret).map(([key, value]) => [key, Buffer.from(value)])),
});
const settled = async (probe: () => unknown, expected: unknown): Promise<void> =>
  expect.poll(probe, { timeout: 60_000, interval: 20 }).toEqual(expected);

test('a webhook can be verified, and every attempt of one delivery has the same id', async () => {
  const clock = fastClock();
  const hook = await receiver(clock, (response, nth) => void response.writeHead(nth < 3 ? 500 : 204).end());
  const { tell, counts } = notifier(clock);
  tell(news(), [target('webhook', hook.url, { hmacKey: 'k3y' })]);
  await settled(() => counts.sent, 1);
  expect(hook.got).toHaveLength(3);
  for (const { headers, body } of hook.got) {
    const wanted = Buffer.from(`sha256=${createHmac('sha256', 'k3y').update(body).digest('hex')}`);
    expect(timingSafeEqual(Buffer.from(String(headers['x-tug-signature'])), wanted)).toBe(true);
    expect(JSON.parse(body)).toMatchObject({ id: headers['x-tug-delivery'], kind: 'deployed' });
  }
  expect(new Set(hook.got.map(({ headers }) => headers['x-tug-delivery'])).size).toBe(1);
  expect(counts).toMatchObject({ failed: 0, troubles: [] });
});

test('a commit status arrives where the server takes it, and the same one is not sent twice', async () => {
  const clock = fastClock();
  const gitea = await receiver(clock, say(201));
  const { tell, counts } = notifier(clock);
  const there = news({ repository: `${gitea.url}/org/shop.git` });
  const to = {
    to: { type: 'gitea', events: ['deployed'], secretRef: { name: 'n' } } satisfies Notification,
    secret: { token: Buffer.from('t') },
  };
  tell(there, [to]);
  await settled(() => counts.sent, 1);
  tell({ ...there, when: '2026-01-01T01:00:00Z' }, [to]);
  tell({ ...there, kind: 'failed' }, [to]);
  await settled(() => counts.sent, 2);
  expect(gitea.got.map(({ path }) => path)).toEqual(
    Array.from({ length: 2 }, () => `/api/v1/repos/org/shop/statuses/${there.revision}`),
  );
  expect(gitea.got.map(({ body }) => (JSON.parse(body) as { state: string }).state)).toEqual(['success', 'failure']);
  expect(gitea.got[0]?.headers.authorization).toBe('token t');
});

test('a deploy that ends within a second is told once, one that lasts twice', async () => {
  const clock = fastClock();
  const gitlab = await receiver(clock, say(201));
  const { tell, counts } = notifier(clock);
  const to = target('gitlab', gitlab.url, { token: 't' });
  tell(news({ kind: 'deploying' }), [to]);
  tell(news(), [to]);
  await settled(() => counts.sent, 1);
  tell(news({ kind: 'deploying', revision: 'a'.repeat(40) }), [to]);
  await settled(() => counts.sent, 2);
  tell(news({ revision: 'a'.repeat(40) }), [to]);
  await settled(() => counts.sent, 3);
  expect(gitlab.got.map(({ body }) => (JSON.parse(body) as { state: string }).state)).toEqual([
    'success',
    'pending',
    'success',
  ]);
});

test('a server that asks for time gets it, and only the newest news are told then', async () => {
  const clock = fastClock();
  const slack = await receiver(
    clock,
    (response, nth) => void response.writeHead(nth === 1 ? 429 : 200, { 'retry-after': '120' }).end(),
  );
  const { tell, counts } = notifier(clock);
  const to = target('slack', 'http://unused.example', { url: `${slack.url}/services/T/B/secret` });
  tell(news({ message: 'first' }), [to]);
  await settled(() => slack.got.length, 1);
  for (let n = 0; n < 20; n += 1) tell(news({ kind: 'failed', message: `later ${n}` }), [to]);
  await settled(() => counts.sent, 1);
  expect(slack.got.map(({ body }) => (JSON.parse(body) as { text: string }).text)).toEqual([
    'team/shop is deployed at 1f2e3d4c5b6a: first',
    'team/shop has failed at 1f2e3d4c5b6a: later 19',
  ]);
  expect((slack.got[1]?.at ?? 0) - (slack.got[0]?.at ?? 0)).toBeGreaterThanOrEqual(119_000);
});

test('what a server refuses is told once and not tried again; what it takes later is', async () => {
  const clock = fastClock();
  let status = 404;
  const hook = await receiver(clock, (response) => void response.writeHead(status).end('no such hook'));
  const { tell, counts } = notifier(clock);
  for (let n = 1; n <= 3; n += 1) {
    tell(news({ release: n }), [target('webhook', `${hook.url}/secret-path`)]);
    await settled(() => counts.failed, n);
  }
  expect(hook.got).toHaveLength(3);
  expect(counts.troubles).toEqual([`shop: ${new URL(hook.url).host} answers 404`]);
  status = 200;
  tell(news({ release: 4 }), [target('webhook', `${hook.url}/secret-path`)]);
  await settled(() => counts.sent, 1);
});

test('a redirect is not followed, so that no token goes to another host', async () => {
  const clock = fastClock();
  const other = await receiver(clock, say(200));
  const first = await receiver(clock, say(307, { location: other.url }));
  const { tell, counts } = notifier(clock);
  tell(news(), [target('gitea', first.url, { token: 't' })]);
  await settled(() => counts.failed, 1);
  expect(other.got).toEqual([]);
});

test('a server that is down is given up after an hour of growing pauses', async () => {
  const clock = fastClock();
  const hook = await receiver(clock, say(503));
  const { tell, counts } = notifier(clock);
  tell(news(), [target('webhook', hook.url)]);
  await settled(() => counts.failed, 1);
  // 5, 10, 20, 40, 80, 160, 320 s, and then every ten minutes.
  expect(hook.got.length).toBeGreaterThanOrEqual(11);
  expect(hook.got.length).toBeLessThanOrEqual(13);
  expect(counts.troubles).toEqual([`shop: ${new URL(hook.url).host} answers 503; tried for an hour`]);
});

test('a server that hangs, or talks for ever, holds up its own namespace at most', async () => {
  const clock = fastClock();
  const hung = await receiver(clock, () => undefined);
  const endless = await receiver(clock, (response) => {
    const talk = setInterval(() => response.write('x'.repeat(4_096)), 1);
    response.on('close', () => clearInterval(talk));
  });
  const quick = await receiver(clock, say(200));
  const { tell, counts, close } = notifier(clock);
  tell(news(), [target('webhook', endless.url)]);
  await settled(() => counts.sent, 1);
  for (let n = 0; n < 50; n += 1) {
    tell(news({ app: { namespace: 'bad', name: `a${n}` } }), [target('webhook', hung.url)]);
  }
  for (let n = 0; n < 20; n += 1) {
    tell(news({ app: { namespace: `team${n}`, name: 'shop' } }), [target('webhook', quick.url)]);
  }
  await settled(() => counts.sent, 21);
  expect(hung.got).toHaveLength(1);
  await close();
});

test('news are told to one server of a namespace one at a time', async () => {
  const clock = fastClock();
  let now = 0;
  let most = 0;
  const hook = await receiver(clock, (response) => {
    now += 1;
    most = Math.max(most, now);
    setTimeout(() => {
      now -= 1;
      response.end();
    }, 5);
  });
  const { tell, counts } = notifier(clock);
  for (let n = 0; n < 40; n += 1) {
    tell(news({ app: { namespace: 'team', name: `a${n}` } }), [target('webhook', hook.url)]);
  }
  await settled(() => counts.sent, 40);
  expect(most).toBe(1);
});

test('neither this machine nor its link is called, by number or by name', async () => {
  const clock = fastClock();
  const hook = await receiver(clock, say(200));
  const { tell, counts } = notifier(clock, { allowLoopback: false });
  const { port } = new URL(hook.url);
  const urls = [
    hook.url,
    `http://localhost:${port}`,
    `http://2130706433:${port}`,
    `http://[::ffff:127.0.0.1]:${port}`,
    'http://169.254.169.254/latest',
  ];
  for (const [index, url] of urls.entries()) {
    tell(news({ app: { namespace: 'team', name: `a${index}` } }), [target('webhook', url)]);
  }
  await settled(() => counts.failed, urls.length);
  expect(hook.got).toEqual([]);
  expect(counts.troubles.every((said) => /where news are not sent/.test(said))).toBe(true);
});

test('what is too much is dropped from whoever has the most, and said', async () => {
  const clock = fastClock();
  const hung = await receiver(clock, () => undefined);
  const { tell, counts, close } = notifier(clock);
  tell(news({ app: { namespace: 'quiet', name: 'shop' } }), [target('webhook', `${hung.url}/quiet`)]);
  for (let n = 0; n < 2_500; n += 1) {
    tell(news({ app: { namespace: 'loud', name: `a${n}` } }), [target('webhook', hung.url)]);
  }
  expect(counts.failed).toBe(499);
  await settled(() => hung.got.map(({ path }) => path).toSorted((a, b) => (a < b ? -1 : 1)), ['/', '/quiet']);
  await close();
});

test('at the end what waits is sent', async () => {
  const clock = systemClock;
  const gitlab = await receiver(clock, say(201));
  const { tell, counts, close } = notifier(clock);
  tell(news({ kind: 'deploying' }), [target('gitlab', gitlab.url, { token: 't' })]);
  await close();
  expect(counts.sent).toBe(1);
  tell(news(), [target('gitlab', gitlab.url, { token: 't' })]);
  expect(gitlab.got).toHaveLength(1);
});

test('no trouble repeats a secret', async () => {
  const clock = fastClock();
  const hook = await receiver(clock, say(401, {}, 's3cret'));
  const { tell, counts } = notifier(clock);
  tell(news(), [
    target('gitea', hook.url, { token: 's3cret' }),
    target('slack', hook.url, { url: `${hook.url}/s3cret` }),
    target('webhook', hook.url, { url: 's3cret://x', hmacKey: 's3cret' }),
  ]);
  await settled(() => counts.failed, 3);
  expect(counts.troubles).toHaveLength(3);
  expect(counts.troubles.join('\n')).not.toContain('s3cret');
});
