import type { Api } from '../api.ts';
import type { KubeObject } from '../object.ts';
import { resourcePath } from './path.ts';
import { send, targetOf, verbOf, writeQuery, type WriteOptions } from './write.ts';

/** ApiError AlreadyExists when it is there. Not repeated after a cut connection: the first may have arrived. */
export async function create(api: Api, object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
  const target = await targetOf(api, object);
  const path = resourcePath(target.type, { namespace: target.place.namespace });
  const request = {
    method: 'POST',
    path,
    query: writeQuery(options),
    body: object,
    verb: verbOf(options, 'CREATE'),
    idempotent: options.dryRun ?? false,
  } as const;
  return send(api, target, request, options);
}
