import { join } from 'node:path';
import { cacheDirectory } from '../../lib/cache.ts';
import type { Api } from '../api.ts';
import { documentName, readDocument, writeDocument } from './disk.ts';
import type { OpenApiDocument, Schema } from './schema.ts';

interface Index {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL?: string }>>;
  readonly askedAt: number;
}

export interface OpenApiOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ask which documents there are again: a CustomResourceDefinition changed. */
  readonly refresh?: boolean | undefined;
  /** Where documents are kept between runs; the user's cache directory when absent. */
  readonly directory?: string | undefined;
}

/** An unknown group-version makes the index be asked again, but not more often than this. */
const refreshMs = 1_000;

/** The schemas of a group-version (`apps/v1`), kept in memory and on disk by the hash in their URL; undefined when the server publishes none. */
export async function openapi(
  api: Api,
  groupVersion: string,
  options: OpenApiOptions = {},
): Promise<OpenApiDocument | undefined> {
  const url = await urlOf(api, groupVersion, options);
  if (url === undefined) return undefined;
  const key = `openapi ${url}`;
  const known = api.memory.get(key) as Promise<OpenApiDocument> | undefined;
  if (known) return known;
  const asked = load(api, url, options);
  api.memory.set(key, asked);
  asked.catch(() => api.memory.delete(key));
  return asked;
}

async function urlOf(api: Api, groupVersion: string, options: OpenApiOptions): Promise<string | undefined> {
  const path = groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`;
  let index = await indexOf(api, options.refresh ?? false, options.signal);
  if (!index.paths[path] && performance.now() - index.askedAt > refreshMs) {
    index = await indexOf(api, true, options.signal);
  }
  return index.paths[path]?.serverRelativeURL;
}

const indexKey = 'openapi index';

async function indexOf(api: Api, refresh: boolean, signal: AbortSignal | undefined): Promise<Index> {
  const known = api.memory.get(indexKey) as Promise<Index> | undefined;
  if (known && !refresh) return known;
  const askedAt = performance.now();
  const asked = api
    .request({ method: 'GET', path: '/openapi/v3', verb: 'OPENAPI', about: 'the list of schemas', signal })
    .then((response) => ({ paths: (response.json() as Partial<Index>).paths ?? {}, askedAt }));
  api.memory.set(indexKey, asked);
  asked.catch(() => api.memory.delete(indexKey));
  return asked;
}

async function load(api: Api, url: string, options: OpenApiOptions): Promise<OpenApiDocument> {
  const directory = options.directory ?? join(cacheDirectory(), 'openapi');
  const name = documentName(api.server, url);
  const hashed = url.includes('hash=');
  const kept = hashed ? await readDocument(directory, name) : undefined;
  if (isDocument(kept)) return kept;
  const response = await api.request({
    method: 'GET',
    path: relative(url),
    verb: 'OPENAPI',
    about: 'the schemas of the server',
    signal: options.signal,
  });
  const { components } = response.json() as { components?: { schemas?: Record<string, Schema> } };
  const document = { schemas: components?.schemas ?? {} };
  if (hashed) await writeDocument(directory, name, document);
  return document;
}

/** A path of this server; anything else would carry the credentials elsewhere. */
function relative(url: string): string {
  return url.startsWith('/') ? url : `/${url}`;
}

function isDocument(value: unknown): value is OpenApiDocument {
  return typeof (value as OpenApiDocument | undefined)?.schemas === 'object';
}
