import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, isFree } from './ports.ts';

test('a port that somebody listens on, or that is promised already, is not given', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await isFree(port)).toBe(false);
  const draws = [port, 16_123, 16_124];
  expect(await freePort(new Set([16_123]), () => draws.shift() ?? 0)).toBe(16_124);
  server.close();
  await once(server, 'close');
  expect(await isFree(port)).toBe(true);
});

test('when no port is free the error says so', async () => {
  await expect(freePort(new Set([20_000]), () => 20_000)).rejects.toMatchObject({ code: 'Environment' });
});
