import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Api, ApiError, type ApiRequest, type KubeObject } from '../../kube/index.ts';
import { createEvents, type EventsOptions } from './events.ts';
import type { EventApp } from './types.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

const shop: EventApp = { namespace: 'team', name: 'shop', uid: 'u1' };
const minute = 60_000;

/** An API server that knows Events only; `answer` may throw. */
function server(answer: (request: ApiRequest, nth: number) => unknown = () => undefined) {
  const created: KubeObject[] = [];
  const patched: { path: string; count: number }[] = [];
  let nth = 0;
  const request = async (request: ApiRequest): Promise<{ json: () => unknown }> => {
    if (request.method === 'GET') return { json: () => discovery(request.path) };
    nth += 1;
    await answer(request, nth);
    if (request.method === 'POST') created.push(request.body as KubeObject);
    else patched.push({ path: request.path, count: (request.body as { series: { count: number } }).series.count });
    return { json: () => ({ apiVersion: 'events.k8s.io/v1', kind: 'Event', metadata: {} }) };
  };
  const api = { request, memory: new Map(), namespace: 'default' } as unknown as Api;
  const events = (more: Partial<EventsOptions> = {}) => {
    let id = 0;
    return createEvents({ api, reporter: 'tug-operator', id: () => `${(id += 1)}`, ...more });
  };
  return { events, created, patched };
}

function discovery(path: string): unknown {
  const resources = [{ resource: 'events', responseKind: { kind: 'Event' }, scope: 'Namespaced', verbs: ['create'] }];
  const versions = [{ version: 'v1', resources }];
  const items = path === '/apis' ? [{ metadata: { name: 'events.k8s.io' }, versions }] : [];
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items };
}

test('an Event says who, what, why and about which App', async () => {
  const { events, created } = server();
  events({ instance: 'tug-operator-0' }).emit(shop, 'Warning', 'Failed', 'Deployment web\nhas failed');
  await vi.advanceTimersByTimeAsync(0);
  expect(created).toEqual([
    {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { namespace: 'team', name: 'shop.1' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      reportingController: 'tug-operator',
      reportingInstance: 'tug-operator-0',
      action: 'Deploy',
      reason: 'Failed',
      type: 'Warning',
      note: 'Deployment web has failed',
      regarding: { apiVersion: 'tug.dev/v1alpha1', kind: 'App', namespace: 'team', name: 'shop', uid: 'u1' },
    },
  ]);
});

test('the same words within ten minutes are one Event whose count is brought up to date ever more seldom', async () => {
  const { events, created, patched } = server();
  const all = events();
  for (let n = 0; n < 600; n += 1) {
    all.emit(shop, 'Warning', 'DriftRepaired', 'replicas were 5');
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(created).toHaveLength(1);
  expect(patched.map(({ count }) => count)).toEqual([11, 31, 71, 151, 311]);
  expect(patched[0]?.path).toBe('/apis/events.k8s.io/v1/namespaces/team/events/shop.1');
  await vi.advanceTimersByTimeAsync(11 * minute);
  expect(patched.at(-1)?.count).toBe(600);
  all.emit(shop, 'Warning', 'DriftRepaired', 'replicas were 5');
  await vi.advanceTimersByTimeAsync(0);
  expect(created).toHaveLength(2);
});

test('words said while their Event is being made are counted, not made again', async () => {
  let answer = (): void => undefined;
  const { events, created, patched } = server((_, nth) => nth === 1 && new Promise<void>((done) => (answer = done)));
  const all = events();
  for (let n = 0; n < 3; n += 1) {
    all.emit(shop, 'Normal', 'Deployed', 'm');
    await vi.advanceTimersByTimeAsync(1);
  }
  answer();
  await vi.advanceTimersByTimeAsync(minute);
  expect(created).toHaveLength(1);
  expect(patched.map(({ count }) => count)).toEqual([3]);
});

test('one App that says something new all the time is cut off, and others are not', async () => {
  const { events, created } = server();
  const all = events();
  for (let n = 0; n < 200; n += 1) all.emit(shop, 'Normal', 'Deployed', `${n}`);
  all.emit({ ...shop, name: 'other', uid: 'u2' }, 'Normal', 'Deployed', 'm');
  await vi.advanceTimersByTimeAsync(minute);
  expect(created).toHaveLength(11);
  expect(created.at(-1)?.metadata.name).toMatch(/^other/);
  expect(all.counts).toEqual({ created: 11, updated: 0, dropped: 190 });
});

test('a thousand Apps at once are told at twenty a second, warnings first', async () => {
  const { events, created } = server();
  const all = events();
  for (let n = 0; n < 900; n += 1) all.emit({ ...shop, name: `a${n}`, uid: `u${n}` }, 'Normal', 'Deployed', 'm');
  all.emit(shop, 'Warning', 'Failed', 'm');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(created.length).toBeGreaterThanOrEqual(69);
  expect(created.length).toBeLessThanOrEqual(71);
  expect(created.findIndex(({ reason }) => reason === 'Failed')).toBeLessThanOrEqual(1);
  await vi.advanceTimersByTimeAsync(minute);
  expect(created).toHaveLength(901);
});

test('what waits is bounded: of two thousand the oldest that are no warnings give way', async () => {
  const { events, created } = server();
  const all = events();
  all.emit(shop, 'Warning', 'Failed', 'm');
  for (let n = 0; n < 2_000; n += 1) all.emit({ ...shop, name: `a${n}`, uid: `u${n}` }, 'Normal', 'Deployed', 'm');
  await vi.advanceTimersByTimeAsync(5 * minute);
  expect(created).toHaveLength(1_001);
  expect(created.map(({ reason }) => reason)).toContain('Failed');
  expect(all.counts.dropped).toBe(1_000);
});

test('an Event the server has forgotten is made anew', async () => {
  const { events, created } = server((request) => {
    if (request.method === 'PATCH') throw new ApiError({ status: 404, reason: 'NotFound', message: 'no' });
  });
  const all = events();
  all.emit(shop, 'Normal', 'Held', 'm');
  await vi.advanceTimersByTimeAsync(minute);
  all.emit(shop, 'Normal', 'Held', 'm');
  await vi.advanceTimersByTimeAsync(minute);
  expect(created.map(({ metadata }) => metadata.name)).toEqual(['shop.1', 'shop.2']);
});

test('trouble is told, and what could not be sent is dropped', async () => {
  const onTrouble = vi.fn<NonNullable<EventsOptions['onTrouble']>>();
  const { events } = server(() => {
    throw new ApiError({ status: 403, reason: 'Forbidden', message: 'no' });
  });
  const all = events({ onTrouble });
  all.emit(shop, 'Normal', 'Held', 'm');
  await vi.advanceTimersByTimeAsync(minute);
  expect(onTrouble).toHaveBeenCalledExactlyOnceWith(shop, expect.any(ApiError));
  expect(all.counts).toEqual({ created: 0, updated: 0, dropped: 1 });
});

test('at the end what waits is sent, and an unresponsive server is not waited for', async () => {
  const quick = server();
  const all = quick.events();
  all.emit(shop, 'Normal', 'Deployed', 'm');
  await vi.advanceTimersByTimeAsync(0);
  all.emit(shop, 'Normal', 'Deployed', 'm');
  await all.close();
  expect(quick.patched).toEqual([{ path: '/apis/events.k8s.io/v1/namespaces/team/events/shop.1', count: 2 }]);

  const hung = server(() => new Promise(() => undefined)).events();
  hung.emit(shop, 'Normal', 'Deployed', 'm');
  const closed = hung.close();
  await vi.advanceTimersByTimeAsync(2_000);
  await closed;
  expect(vi.getTimerCount()).toBe(0);
});
