/**
 * One request, no read: a JSON patch whose first step tests the uid. An App that was deleted and made again under its name keeps its own
 * status; server-side apply and merge patches of the status subresource ignore a uid (tried on 1.36), and cost the same.
 */
import { appApiVersion } from '../../app/spec/schema.ts';
import type { AppStatusFields } from '../../app/spec/schema/status.ts';
import { type Api, ApiError, isNotFound, type ResourceType, resourcePath } from '../../kube/index.ts';

export const fieldManager = 'tug-operator';

const [group = '', version = ''] = appApiVersion.split('/');
const apps: ResourceType = {
  group,
  version,
  kind: 'App',
  plural: 'apps',
  singular: 'app',
  namespaced: true,
  verbs: ['patch'],
  shortNames: [],
  categories: [],
  subresources: ['status'],
};

export interface AppKey {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export async function putStatus(api: Api, { namespace, name, uid }: AppKey, status: AppStatusFields): Promise<void> {
  await api.request({
    method: 'PATCH',
    path: resourcePath(apps, { namespace, name, subresource: 'status' }),
    query: { fieldManager },
    contentType: 'application/json-patch+json',
    // The whole object is known to whoever watches Apps.
    accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
    body: [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'add', path: '/status', value: status },
    ],
    // What is sent again brings the same status.
    idempotent: true,
    about: `the status of App ${namespace}/${name}`,
  });
}

/** What to do about a write that did not succeed. */
export function outcomeOf(error: unknown): 'gone' | 'refused' | 'again' {
  if (isNotFound(error)) return 'gone';
  if (!(error instanceof ApiError)) return 'again';
  // A failed test of a JSON patch is a 422 without causes; a status the schema does not allow names its fields.
  if (error.status === 422) return (error.details?.causes ?? []).length > 0 ? 'refused' : 'gone';
  return error.status === 400 || error.status === 413 ? 'refused' : 'again';
}
