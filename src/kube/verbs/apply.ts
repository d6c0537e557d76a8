import type { Api } from '../api.ts';
import type { KubeObject } from '../object.ts';
import { resourcePath } from './path.ts';
import { nameOf, send, targetOf, verbOf, writeQuery, type WriteOptions } from './write.ts';

export interface ApplyOptions extends WriteOptions {
  readonly manager: string;
  /** Take fields that other managers own, instead of ApiError Conflict. */
  readonly force: boolean;
  readonly subresource?: string | undefined;
}

/** Creates the object or brings the fields it names to their values (KEP-555). Safe to repeat, so cut connections are retried. */
export async function serverSideApply(api: Api, object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
  nameOf(object);
  const target = await targetOf(api, object);
  const request = {
    method: 'PATCH',
    path: resourcePath(target.type, { ...target.place, subresource: options.subresource }),
    query: { ...writeQuery(options), force: options.force },
    contentType: 'application/apply-patch+yaml',
    body: withoutManagedFields(object),
    verb: verbOf(options, 'APPLY'),
    idempotent: true,
  } as const;
  return send(api, target, request, options);
}

/** The server refuses an apply that carries managedFields; an object that was read before does. */
function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
