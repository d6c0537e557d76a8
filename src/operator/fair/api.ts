import type { Api, ApiRequest } from '../../kube/index.ts';
import type { Scheduler } from './types.ts';

/** For a turn, of a request that names no deadline of its own. */
const patienceMs = 70_000;

/** The same API, whose requests wait for their tenant's turn and whose streams are counted; so is what impersonates through it. */
export function fairApi(scheduler: Scheduler, api: Api, tenant: string): Api {
  return {
    server: api.server,
    context: api.context,
    namespace: api.namespace,
    stats: api.stats,
    memory: api.memory,
    request: async (request) => {
      const done = await scheduler.turn(tenant, request.timeoutMs ?? patienceMs, request.signal);
      try {
        return await api.request(request);
      } finally {
        done();
      }
    },
    stream: async (request) => {
      const done = scheduler.stream(tenant);
      try {
        return counted(await api.stream(request), request, done);
      } catch (error) {
        done();
        throw error;
      }
    },
    impersonate: (user, groups) => fairApi(scheduler, api.impersonate(user, groups), tenant),
    close: () => api.close(),
  };
}

/** Counted until it has ended, or until its signal aborts: one that nobody has begun to read does not get to its end. */
function counted(
  chunks: AsyncIterable<Uint8Array>,
  { signal }: ApiRequest,
  done: () => void,
): AsyncIterable<Uint8Array> {
  if (signal?.aborted) done();
  signal?.addEventListener('abort', done, { once: true });
  return untilEnd(chunks, () => {
    signal?.removeEventListener('abort', done);
    done();
  });
}

async function* untilEnd(chunks: AsyncIterable<Uint8Array>, ended: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } finally {
    ended();
  }
}
