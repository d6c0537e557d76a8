import { createServer, connect as connectSocket, type AddressInfo, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import {
  create,
  follow,
  patch,
  remove,
  serverSideApply,
  typeOf,
  type Api,
  type FollowEvent,
  type FollowOptions,
} from '../../src/kube/index.ts';
import { configMap, freshNamespace, sandboxApi } from './cluster.ts';

const short = (it: FollowEvent): string => (it.type === 'synced' ? 'synced' : `${it.type} ${it.object.metadata.name}`);

/** Follows the ConfigMaps of a namespace and collects what it is told. */
async function collect(api: Api, namespace: string, options: FollowOptions = {}): Promise<string[]> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const told: string[] = [];
  const type = await typeOf(api, 'v1', 'ConfigMap', 'test');
  const run = async (): Promise<void> => {
    for await (const event of follow(api, type, {
      namespace,
      labelSelector: 'mine',
      signal: stop.signal,
      ...options,
    })) {
      told.push(short(event));
    }
  };
  run().catch((error: unknown) => told.push(String(error)));
  return told;
}

test.for([false, true])(
  'changes are told as they happen, a label that goes as a deletion (metadata only: %s)',
  async (metadataOnly) => {
    const api = await sandboxApi();
    const namespace = await freshNamespace(api);
    await create(api, configMap(namespace, 'a', {}, { mine: '' }));
    const told = await collect(api, namespace, { metadataOnly });
    await expect.poll(() => told).toEqual(['added a', 'synced']);
    await create(api, configMap(namespace, 'b', {}, { mine: '' }));
    await create(api, configMap(namespace, 'other'));
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'a' };
    await patch(api, ref, { type: 'merge', body: { data: { x: '1' } } });
    await patch(api, ref, { type: 'merge', body: { metadata: { labels: { mine: null } } } });
    await remove(api, { ...ref, name: 'b' });
    await expect.poll(() => told).toEqual(['added a', 'synced', 'added b', 'modified a', 'deleted a', 'deleted b']);
  },
);

/** A wire to the sandbox that can be cut, or go silent. */
async function wire(target: URL): Promise<{ url: string; cut: () => void; refuse: (on: boolean) => void }> {
  const sockets = new Set<Socket>();
  let refusing = false;
  const server = createServer((near) => {
    if (refusing) return void near.destroy();
    const far = connectSocket(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, cut, refuse: (on) => (refusing = on) };
}

test('a wire that is cut loses nothing and repeats nothing', async () => {
  const direct = await sandboxApi();
  const namespace = await freshNamespace(direct);
  const between = await wire(new URL(direct.server));
  const api = await sandboxApi({ server: between.url });
  const told = await collect(api, namespace);
  await expect.poll(() => told).toEqual(['synced']);
  for (let round = 0; round < 5; round += 1) {
    await serverSideApply(direct, configMap(namespace, `cm-${round}`, {}, { mine: '' }), {
      manager: 'test',
      force: true,
    });
    between.cut();
    between.refuse(true);
    await serverSideApply(direct, configMap(namespace, `late-${round}`, {}, { mine: '' }), {
      manager: 'test',
      force: true,
    });
    await pause(50);
    between.refuse(false);
  }
  const all = [0, 1, 2, 3, 4].flatMap((round) => [`added cm-${round}`, `added late-${round}`]);
  await expect.poll(() => told.toSorted(), { timeout: 20_000 }).toEqual([...all, 'synced'].toSorted());
  expect(api.stats.byVerb.LIST).toBe(1);
});

test('calls over a wire that is cut again and again all come through', async () => {
  const direct = await sandboxApi();
  const namespace = await freshNamespace(direct);
  const between = await wire(new URL(direct.server));
  const api = await sandboxApi({ server: between.url });
  const cutter = (async () => {
    for (let cuts = 0; cuts < 10; cuts += 1) {
      await pause(60);
      between.cut();
    }
  })();
  const names = Array.from({ length: 60 }, (_, index) => `cm-${index}`);
  const applied = await Promise.allSettled(
    names.map((name) => serverSideApply(api, configMap(namespace, name), { manager: 'test', force: true })),
  );
  await cutter;
  expect(applied.filter((it) => it.status === 'rejected')).toEqual([]);
});

test('the sandbox speaks TLS with an authority of its own', () => {
  expect(readFileSync(inject('kubeconfig'), 'utf8')).toContain('certificate-authority');
});
