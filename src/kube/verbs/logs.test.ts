import { expect, test } from 'vitest';
import { badServer, connectTo, status } from '../testing/bad-server.ts';
import { logs } from './logs.ts';

test('a log is asked for by container, tail and previous run, and is bounded', async () => {
  const server = await badServer((_, response) => void response.end('one\ntwo 🚢\n'));
  const api = await connectTo(server.url);
  const pod = { namespace: 'shop', name: 'web-1' };
  expect(await logs(api, pod, { container: 'web', tailLines: 20, previous: true, limitBytes: 500 })).toBe(
    'one\ntwo 🚢\n',
  );
  await logs(api, pod);
  expect(server.requests).toEqual([
    'GET /api/v1/namespaces/shop/pods/web-1/log?container=web&tailLines=20&previous=true&limitBytes=500',
    'GET /api/v1/namespaces/shop/pods/web-1/log?limitBytes=1048576',
  ]);
});

test('a container that has not started yet is the server’s refusal, with the pod', async () => {
  const server = await badServer((_, response) => status(response, 400, 'BadRequest'));
  const api = await connectTo(server.url);
  await expect(logs(api, { namespace: 'shop', name: 'web-1' })).rejects.toMatchObject({
    reason: 'BadRequest',
    where: 'the log of Pod shop/web-1',
  });
});
