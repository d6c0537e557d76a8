import type { Api } from '../api.ts';
import type { ResourceType } from '../discovery/types.ts';
import { isExpired } from '../errors.ts';
import type { KubeObject } from '../object.ts';
import { metadataAccept, withType } from './accept.ts';
import { resourcePath } from './path.ts';

export interface ListOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly metadataOnly?: boolean | undefined;
  readonly pageSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ObjectList {
  readonly items: KubeObject[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
}

interface Page {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string } | null;
  readonly items?: readonly unknown[] | null;
}

const pageSizes = { whole: 500, metadata: 2_000 };
const restarts = 3;

/**
 * All of a collection as of one resourceVersion. A continue token that expires between pages (410) restarts the list, the last time
 * in one piece: the inconsistent token the server offers instead would mix two moments, and what is diffed must never be truncated.
 */
export async function list(api: Api, type: ResourceType, options: ListOptions = {}): Promise<ObjectList> {
  const pageSize = options.pageSize ?? (options.metadataOnly ? pageSizes.metadata : pageSizes.whole);
  for (let tries = 1; ; tries += 1) {
    try {
      return await pages(api, type, options, tries > restarts ? undefined : pageSize);
    } catch (error) {
      if (!isExpired(error) || tries > restarts) throw error;
    }
  }
}

async function pages(
  api: Api,
  type: ResourceType,
  options: ListOptions,
  limit: number | undefined,
): Promise<ObjectList> {
  const { namespace, labelSelector, fieldSelector, signal } = options;
  const items: KubeObject[] = [];
  let token: string | undefined;
  for (;;) {
    const response = await api.request({
      method: 'GET',
      path: resourcePath(type, { namespace }),
      query: { labelSelector, fieldSelector, limit, continue: token },
      verb: 'LIST',
      about: `the ${type.plural}${namespace ? ` of namespace ${namespace}` : ''}`,
      signal,
      ...(options.metadataOnly ? { accept: metadataAccept.list } : {}),
    });
    const page = response.json() as Page;
    for (const item of page.items ?? []) items.push(withType(type, item));
    token = page.metadata?.continue || undefined;
    if (token === undefined) return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
  }
}
