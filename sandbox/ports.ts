import { once } from 'node:events';
import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { Problem } from '../src/lib/errors.ts';

/** Below the range from which kernels take the local ports of outgoing connections: those could take ours between two starts. */
const range = { from: 16_000, to: 30_000 };
const attempts = 200;

export async function freePort(taken: ReadonlySet<number>, random = randomInt): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = random(range.from, range.to);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Problem('Environment', `No free port between ${range.from} and ${range.to} on 127.0.0.1`);
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
