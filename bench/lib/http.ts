import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from './service.ts';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Waits until the URL answers 200, as long as the service runs. */
export async function untilAnswers(url: string, service: Service, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    service.check();
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    if (performance.now() > deadline) {
      throw new Error(
        `${url} answers ${answer?.status ?? 'nothing'} after ${timeoutMs / 1_000} s: ${service.lines.slice(-10).join('\n')}`,
      );
    }
    await pause(20);
  }
}
