import type { Api } from '../api.ts';
import { mapper } from '../discovery/discover.ts';
import { apiVersionOf } from '../discovery/types.ts';
import { isNotFound, KindNotServed } from '../errors.ts';
import type { KubeObject } from '../object.ts';
import { metadataAccept, withType } from './accept.ts';
import { resourcePath } from './path.ts';
import { resolve, type Ref, type Target } from './resolve.ts';

export interface GetOptions {
  readonly metadataOnly?: boolean | undefined;
  readonly subresource?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Throws ApiError NotFound when there is no such object. */
export async function get(api: Api, ref: Ref, options: GetOptions = {}): Promise<KubeObject> {
  return read(api, await resolve(api, ref), options);
}

/** `undefined` when there is no such object; a kind that is not served is still an error. */
export async function find(api: Api, ref: Ref, options: GetOptions = {}): Promise<KubeObject | undefined> {
  const target = await resolve(api, ref);
  try {
    return await read(api, target, options);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (error.details?.name === undefined) await confirmServed(api, target);
    return undefined;
  }
}

async function read(
  api: Api,
  { type, place, about }: Target,
  { metadataOnly, subresource, signal }: GetOptions,
): Promise<KubeObject> {
  const path = resourcePath(type, { ...place, subresource });
  const response = await api.request({
    method: 'GET',
    path,
    about,
    signal,
    ...(metadataOnly ? { accept: metadataAccept.object } : {}),
  });
  return subresource === undefined ? withType(type, response.json()) : (response.json() as KubeObject);
}

/** A 404 that names no object is about the path: the kind went away since discovery. */
async function confirmServed(api: Api, { type, about }: Target): Promise<void> {
  const fresh = await mapper(api, { refresh: true });
  if (!fresh.byKind(apiVersionOf(type), type.kind)) {
    throw new KindNotServed(apiVersionOf(type), type.kind, {
      where: about,
      hint: 'install its CustomResourceDefinition again',
    });
  }
}
