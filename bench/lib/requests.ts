import type { Client } from './client.ts';
import { sum } from './stats.ts';

/** How often each verb and resource was asked for: `PATCH deployments`, `WATCH apps`, `APPLY apps/status`. */
export type Requests = ReadonlyMap<string, number>;

/**
 * What the API server itself has counted since it started, by everybody. Leases are left out: they say only that somebody is
 * alive. Paths without a resource, such as this look, are left out too. A watch is counted when it ends.
 */
export async function countedRequests(client: Client): Promise<Requests> {
  const text = await client.send('GET', '/metrics');
  const counts = new Map<string, number>();
  for (const [, labels = '', value] of text.matchAll(/^apiserver_request_total\{(.*)\} (\S+)$/gm)) {
    const label = (name: string): string => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    const [resource, subresource] = [label('resource'), label('subresource')];
    if (!resource || resource === 'leases') continue;
    const key = `${label('verb')} ${resource}${subresource && `/${subresource}`}${label('dry_run') && ' (dry run)'}`;
    counts.set(key, (counts.get(key) ?? 0) + Number(value));
  }
  return counts;
}

export function since(before: Requests, after: Requests): Requests {
  const grown = [...after].map(([key, count]) => [key, count - (before.get(key) ?? 0)] as const);
  return new Map(grown.filter(([, count]) => count > 0));
}

const writeVerbs = new Set(['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE', 'DELETECOLLECTION']);

/** Dry runs write nothing; reviews are questions that are asked by POST. */
export function writesIn(requests: Requests): number {
  const writes = [...requests].filter(
    ([key]) => writeVerbs.has(key.split(' ')[0] ?? '') && !key.endsWith('(dry run)') && !/reviews$|\/token$/.test(key),
  );
  return sum(writes.map(([, count]) => count));
}

/** The most frequent first, as `12 APPLY configmaps, 3 GET apps`. */
export const requestsText = (requests: Requests, most = 12): string =>
  [...requests]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([key, count]) => `${count} ${key}`)
    .join(', ') || 'none';

/** The same of what a proxy has seen, lease or not: `GET /apis/apps/v1/namespaces/x/deployments?watch=1` is `WATCH deployments`. */
export function requestsOf(seen: readonly string[]): Requests {
  const counts = new Map<string, number>();
  for (const line of seen) {
    const key = keyOf(line);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function keyOf(line: string): string {
  const [method = '', target = ''] = line.split(' ');
  const { pathname, searchParams } = new URL(target, 'http://localhost');
  const parts = /^\/(?:api|apis\/[^/]+)\/[^/]+\/(?:namespaces\/[^/]+\/(?=[^/]+))?(.+)$/.exec(pathname)?.[1]?.split('/');
  if (!parts) return `${method} ${pathname}`;
  const [resource = '', name, subresource] = parts;
  const dryRun = searchParams.has('dryRun') ? ' (dry run)' : '';
  return `${verbOf(method, name, searchParams)} ${resource}${subresource ? `/${subresource}` : ''}${dryRun}`;
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): string {
  if (method !== 'GET') return method;
  if (['1', 'true'].includes(query.get('watch') ?? '')) return 'WATCH';
  return name === undefined ? 'LIST' : 'GET';
}
