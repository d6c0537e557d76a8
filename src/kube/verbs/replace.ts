import type { Api } from '../api.ts';
import type { KubeObject } from '../object.ts';
import { resourcePath } from './path.ts';
import { nameOf, send, targetOf, verbOf, writeQuery, type WriteOptions } from './write.ts';

export interface ReplaceOptions extends WriteOptions {
  readonly subresource?: string | undefined;
}

/** PUT of the whole object. With `metadata.resourceVersion` it is ApiError Conflict when the object changed since. */
export async function replace(api: Api, object: KubeObject, options: ReplaceOptions = {}): Promise<KubeObject> {
  nameOf(object);
  const target = await targetOf(api, object);
  const path = resourcePath(target.type, { ...target.place, subresource: options.subresource });
  const request = {
    method: 'PUT',
    path,
    query: writeQuery(options),
    body: object,
    verb: verbOf(options, 'UPDATE'),
    idempotent: options.dryRun ?? false,
  } as const;
  return send(api, target, request, options);
}
