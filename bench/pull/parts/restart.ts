import { countedRequests, type Requests, requestsOf, since } from '../../lib/requests.ts';
import { countingProxy } from '../../lib/proxy.ts';
import type { Service } from '../../lib/service.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Tug } from '../tug/contender.ts';
import type { Place } from '../types.ts';

export interface Restarted {
  readonly seconds: number;
  readonly requests: Requests;
}

/** From the start of the process until it has seen every source and has nothing left to do. */
export async function restart(
  { client }: Place,
  tug: Tug,
  steady: () => Promise<number>,
): Promise<{ service: Service; restarted: Restarted }> {
  const before = await countedRequests(client);
  const began = performance.now();
  const service = await tug.start();
  const ended = await steady();
  const requests = since(before, await countedRequests(client));
  return { service, restarted: { seconds: (ended - began) / 1_000, requests } };
}

export interface Idle {
  readonly minutes: number;
  /** All that the operator asked for, leases included. */
  readonly requests: Requests;
  /** What a start through the proxy asked for until it was steady. */
  readonly start: Requests;
  readonly gitRequests: number;
}

/** Started once more, behind a proxy that sees all it asks for. */
export async function idle(place: Place, tug: Tug, steady: () => Promise<number>, seconds: number): Promise<Idle> {
  const proxy = await countingProxy(place.access, place.directory, 'itself');
  tug.through(proxy.url);
  try {
    const service = await tug.start();
    await steady();
    // What a start leaves for later is not yet idle.
    await pause(5_000);
    const start = requestsOf(proxy.take());
    place.git.takeRequests();
    await pause(seconds * 1_000);
    const requests = requestsOf(proxy.take());
    const gitRequests = place.git.takeRequests();
    await service.stop();
    return { minutes: seconds / 60, requests, start, gitRequests };
  } finally {
    tug.through(undefined);
    await proxy.close();
  }
}
