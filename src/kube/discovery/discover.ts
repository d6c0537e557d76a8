import type { Api } from '../api.ts';
import { aggregatedAccept, isAggregated, readAggregated } from './aggregated.ts';
import { discoverLegacy } from './legacy.ts';
import { createMapper } from './mapper.ts';
import type { Discovered, Mapper } from './types.ts';

interface Known {
  readonly mapper: Promise<Mapper>;
  readonly askedAt: number;
}

const memoryKey = 'discovery';

/** What the server serves, asked once a connection; `refresh` asks again (callers that refresh at the same time share one answer). */
export async function mapper(api: Api, options: { readonly refresh?: boolean } = {}): Promise<Mapper> {
  const known = api.memory.get(memoryKey) as Known | undefined;
  if (known && !options.refresh) return known.mapper;
  return refreshed(api);
}

/** When the answer in memory was asked for, in milliseconds of a monotonic clock. */
export function discoveredAt(api: Api): number | undefined {
  return (api.memory.get(memoryKey) as Known | undefined)?.askedAt;
}

const runningKey = 'discovery running';

function refreshed(api: Api): Promise<Mapper> {
  const running = api.memory.get(runningKey) as Promise<Mapper> | undefined;
  if (running) return running;
  const askedAt = performance.now();
  const asked = discover(api)
    .then(createMapper)
    .finally(() => api.memory.delete(runningKey));
  api.memory.set(runningKey, asked);
  if (!api.memory.has(memoryKey)) api.memory.set(memoryKey, { mapper: asked, askedAt } satisfies Known);
  asked.then(
    () => api.memory.set(memoryKey, { mapper: asked, askedAt } satisfies Known),
    () =>
      (api.memory.get(memoryKey) as Known | undefined)?.mapper === asked ? api.memory.delete(memoryKey) : undefined,
  );
  return asked;
}

async function discover(api: Api): Promise<Discovered> {
  const [core, groups] = await Promise.all([document(api, '/api'), document(api, '/apis')]);
  if (!isAggregated(core) || !isAggregated(groups)) return discoverLegacy(api, core, groups);
  const [first, second] = [readAggregated(core), readAggregated(groups)];
  return {
    types: [...first.types, ...second.types],
    groupVersions: [...first.groupVersions, ...second.groupVersions],
    broken: [...first.broken, ...second.broken],
  };
}

async function document(api: Api, path: string): Promise<unknown> {
  return (
    await api.request({ method: 'GET', path, accept: aggregatedAccept, verb: 'DISCOVERY', about: 'discovery' })
  ).json();
}
