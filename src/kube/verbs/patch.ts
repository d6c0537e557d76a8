import type { Api } from '../api.ts';
import type { KubeObject } from '../object.ts';
import { resourcePath } from './path.ts';
import { resolve, type Ref } from './resolve.ts';
import { send, verbOf, writeQuery, type WriteOptions } from './write.ts';

export interface PatchOptions extends WriteOptions {
  /** JSON Patch (RFC 6902), JSON Merge Patch (RFC 7386), or Kubernetes' strategic merge, which custom resources do not take. */
  readonly type: 'json' | 'merge' | 'strategic';
  readonly body: unknown;
  readonly subresource?: string | undefined;
}

const forms = {
  json: { contentType: 'application/json-patch+json', idempotent: false },
  merge: { contentType: 'application/merge-patch+json', idempotent: true },
  strategic: { contentType: 'application/strategic-merge-patch+json', idempotent: false },
} as const;

export async function patch(api: Api, ref: Ref, options: PatchOptions): Promise<KubeObject> {
  const target = await resolve(api, ref);
  const { contentType, idempotent } = forms[options.type];
  const request = {
    method: 'PATCH',
    path: resourcePath(target.type, { ...target.place, subresource: options.subresource }),
    query: writeQuery(options),
    contentType,
    body: options.body,
    verb: verbOf(options, 'PATCH'),
    idempotent: idempotent || (options.dryRun ?? false),
  } as const;
  return send(api, target, request, options);
}
