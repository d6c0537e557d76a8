import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import {
  connect,
  follow,
  list,
  type FollowEvent,
  type FollowOptions,
  type KubeObject,
  type ResourceType,
} from '../index.ts';
import { badServer, impatientClock, json, status, type BadServer } from '../testing/bad-server.ts';

const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  namespaced: true,
  verbs: ['list', 'watch'],
  shortNames: ['cm'],
  categories: [],
  subresources: [],
};

const object = (name: string, resourceVersion: string): object => ({
  metadata: { name, namespace: 'a', uid: name, resourceVersion },
});
const listed = (resourceVersion: string, ...items: object[]): object => ({
  kind: 'ConfigMapList',
  metadata: { resourceVersion },
  items,
});

type Script = (response: ServerResponse, query: URLSearchParams) => void;

const event = (type: string, it: object): string => `${JSON.stringify({ type, object: it })}\n`;
const bookmark = (resourceVersion: string): string =>
  event('BOOKMARK', { kind: 'ConfigMap', metadata: { resourceVersion } });
const send =
  (...texts: string[]): Script =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const text of texts) response.write(text);
  };
const sendAndEnd =
  (...texts: string[]): Script =>
  (response, query) => {
    send(...texts)(response, query);
    response.end();
  };
const sendAndCut =
  (...texts: string[]): Script =>
  (response, query) => {
    send(...texts)(response, query);
    setTimeout(() => response.destroy(), 20);
  };
const list410: Script = (response) => status(response, 410, 'Expired');

interface Followed {
  readonly server: BadServer;
  readonly clock: ReturnType<typeof impatientClock>;
  readonly events: AsyncGenerator<FollowEvent, void>;
  /** The next `count` events in short form. */
  readonly take: (count: number) => Promise<string[]>;
  /** resourceVersions the watches went on from. */
  readonly watchedFrom: () => string[];
}

/** Lists and watches answered by scripts, one after the other; the last of each is repeated. */
async function following(
  lists: readonly (object | Script)[],
  watches: readonly Script[],
  options: FollowOptions = {},
): Promise<Followed> {
  const left = { lists: [...lists], watches: [...watches] };
  const next = <T>(scripts: T[]): T => (scripts.length > 1 ? scripts.shift() : scripts[0]) as T;
  const server = await badServer((request, response) => {
    const query = new URL(`http://x${request.url}`).searchParams;
    if (query.has('watch')) return next(left.watches)(response, query);
    const answer = next(left.lists);
    if (typeof answer === 'function') (answer as Script)(response, query);
    else json(response, answer);
  });
  const clock = impatientClock();
  const api = await connect({ server: server.url, token: 't', env: { HOME: '/nonexistent' }, clock });
  const stop = new AbortController();
  const events = follow(api, configMaps, { clock, random: () => 0.5, signal: stop.signal, ...options });
  onTestFinished(async () => {
    stop.abort();
    await api.close();
  });
  return {
    server,
    clock,
    events,
    async take(count) {
      const told: string[] = [];
      while (told.length < count) {
        const { value, done } = await events.next();
        if (done) break;
        told.push(short(value));
      }
      return told;
    },
    watchedFrom: () =>
      server.requests
        .filter((line) => line.includes('watch=true'))
        .map((line) => new URL(`http://x${line.slice(4)}`).searchParams.get('resourceVersion') ?? ''),
  };
}

function short(it: FollowEvent): string {
  return it.type === 'synced'
    ? 'synced'
    : `${it.type} ${it.object.metadata.name}@${it.object.metadata.resourceVersion}`;
}

test('the objects come first, then synced, then every change; objects carry apiVersion and kind', async () => {
  const { take, events, watchedFrom } = await following(
    [listed('10', object('a', '5'))],
    [send(event('ADDED', object('b', '11')))],
  );
  expect(await take(2)).toEqual(['added a@5', 'synced']);
  const { value } = await events.next();
  expect(value).toMatchObject({
    type: 'added',
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } },
  });
  expect(watchedFrom()).toEqual(['10']);
});

test('a cut connection goes on from the last event, without a list', async () => {
  const { take, server, watchedFrom } = await following(
    [listed('10')],
    [sendAndCut(event('ADDED', object('a', '11')), '{"type":"MODI'), send(event('MODIFIED', object('a', '12')))],
  );
  expect(await take(3)).toEqual(['synced', 'added a@11', 'modified a@12']);
  expect(watchedFrom()).toEqual(['10', '11']);
  expect(server.requests.filter((line) => !line.includes('watch='))).toHaveLength(1);
});

test('a bookmark moves the place to go on from', async () => {
  const { take, watchedFrom } = await following(
    [listed('10')],
    [sendAndEnd(bookmark('500')), send(event('ADDED', object('a', '501')))],
  );
  expect(await take(2)).toEqual(['synced', 'added a@501']);
  expect(watchedFrom()).toEqual(['10', '500']);
});

test.for([
  ['as the status of the answer', list410],
  [
    'as an event inside a 200',
    send(event('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' })),
  ],
] as const)('410 %s is answered by a new list, and what vanished meanwhile is told', async ([, gone]) => {
  const { take, watchedFrom } = await following(
    [listed('10', object('a', '1'), object('b', '2')), listed('90', object('b', '80'), object('c', '81'))],
    [gone, send(event('ADDED', object('d', '91')))],
  );
  expect(await take(7)).toEqual([
    'added a@1',
    'added b@2',
    'synced',
    'deleted a@1',
    'modified b@80',
    'added c@81',
    'added d@91',
  ]);
  expect(watchedFrom()).toEqual(['10', '90']);
});

test('a connection that goes silent for longer than the server would keep it is given up', async () => {
  const { take, clock, watchedFrom } = await following(
    [listed('10')],
    [send(bookmark('15'), event('ADDED', object('a', '20'))), send(event('ADDED', object('b', '21')))],
  );
  expect(await take(2)).toEqual(['synced', 'added a@20']);
  clock.pass(450_000 + 31_000);
  expect(await take(1)).toEqual(['added b@21']);
  expect(watchedFrom()).toEqual(['10', '20']);
});

test('after two bookmarks silence is noticed sooner', async () => {
  const { take, clock, watchedFrom } = await following(
    [listed('10')],
    // The event after the bookmarks tells that they have been read.
    [send(bookmark('20'), bookmark('25'), event('ADDED', object('a', '30'))), send(event('ADDED', object('b', '31')))],
  );
  await take(2);
  clock.pass(151_000);
  expect(await take(1)).toEqual(['added b@31']);
  expect(watchedFrom()).toEqual(['10', '30']);
});

test('a server that ends every watch at once is not stormed', async () => {
  const ends = Array.from({ length: 9 }, () => sendAndEnd());
  const { take, clock } = await following([listed('10')], [...ends, send(event('ADDED', object('a', '11')))]);
  await take(2);
  expect(clock.waits).toEqual([875, 750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500, 22_500]);
});

test('after the server says how long to wait, that long is waited', async () => {
  const busy: Script = (response) => status(response, 429, 'TooManyRequests', { 'retry-after': '9' });
  const { take, clock } = await following([listed('10')], [busy, send(event('ADDED', object('a', '11')))]);
  await take(2);
  expect(clock.waits).toEqual([9_500]);
});

test('a refusal is thrown before the first list is through and waited out after it', async () => {
  const forbidden: Script = (response) => status(response, 403, 'Forbidden');
  const { events } = await following([forbidden], [send()]);
  await expect(events.next()).rejects.toMatchObject({ reason: 'Forbidden' });
  const troubles: unknown[] = [];
  const later = await following([listed('10')], [forbidden, send(event('ADDED', object('a', '11')))], {
    onTrouble: (error) => troubles.push(error),
  });
  expect(await later.take(2)).toEqual(['synced', 'added a@11']);
  expect(troubles).toMatchObject([{ reason: 'Forbidden' }]);
});

test('a kind that stays away ends it', async () => {
  const gone: Script = (response) => status(response, 404, 'NotFound');
  const { take, events } = await following([listed('10')], [gone]);
  await take(1);
  await expect(events.next()).rejects.toMatchObject({ status: 404 });
});

test('characters split between chunks stay whole', async () => {
  const bytes = Buffer.from(
    event('ADDED', { metadata: { name: 'a', resourceVersion: '11', annotations: { text: 'naïve 🚢' } } }),
  );
  const split: Script = (response, query) => {
    send()(response, query);
    for (const [index, byte] of bytes.entries()) setTimeout(() => response.write(Buffer.of(byte)), index / 4);
  };
  const { events, take } = await following([listed('10')], [split]);
  await take(1);
  const { value } = (await events.next()) as { value: { object: KubeObject } };
  expect(value.object.metadata.annotations?.text).toBe('naïve 🚢');
});

test('an aborted signal ends it without an error', async () => {
  const stop = new AbortController();
  const { take, events } = await following([listed('10')], [send()], { signal: stop.signal });
  await take(1);
  const next = events.next();
  setTimeout(() => stop.abort(), 30);
  expect(await next).toEqual({ value: undefined, done: true });
});

test('a list whose continue token expires starts over and is never cut short', async () => {
  const server = await badServer((request, response, nth) => {
    const query = new URL(`http://x${request.url}`).searchParams;
    if (nth === 1) {
      return json(response, { metadata: { resourceVersion: '1', continue: 'more' }, items: [object('old', '1')] });
    }
    if (nth === 2) return status(response, 410, 'Expired');
    if (query.get('continue') === 'next') {
      return json(response, { metadata: { resourceVersion: '9', continue: '' }, items: [object('b', '3')] });
    }
    json(response, { metadata: { resourceVersion: '9', continue: 'next' }, items: [object('a', '2')] });
  });
  const api = await connect({ server: server.url, token: 't', env: { HOME: '/nonexistent' } });
  onTestFinished(() => api.close());
  const { items, resourceVersion } = await list(api, configMaps, { pageSize: 1 });
  expect(items.map((item) => `${item.kind} ${item.metadata.name}`)).toEqual(['ConfigMap a', 'ConfigMap b']);
  expect(resourceVersion).toBe('9');
});

test('a list that can never be read in pages is read in one piece in the end', async () => {
  const server = await badServer((request, response) => {
    const query = new URL(`http://x${request.url}`).searchParams;
    if (query.has('continue')) return status(response, 410, 'Expired');
    json(response, {
      metadata: { resourceVersion: '1', continue: query.has('limit') ? 'more' : '' },
      items: query.has('limit') ? [object('a', '1')] : null,
    });
  });
  const api = await connect({ server: server.url, token: 't', env: { HOME: '/nonexistent' } });
  onTestFinished(() => api.close());
  expect((await list(api, configMaps)).items).toEqual([]);
  expect(server.requests).toHaveLength(7);
});
