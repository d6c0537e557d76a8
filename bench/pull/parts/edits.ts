import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../src/kube/object.ts';
import { applyType, type Client, jsonPatchType, mergeType, type Method, pathOf } from '../../lib/client.ts';
import { ownedAnnotation } from '../fleet.ts';

/** What people and their tools do to objects by hand. */
export interface Edit {
  readonly name: string;
  readonly kind: 'ConfigMap' | 'Service' | 'Deployment';
  /** Resolves with when it was answered (`performance.now()`) and the resourceVersion after which only a repair can come. */
  make(client: Client, object: KubeObject): Promise<{ answered: number; version: string }>;
  isRepaired(object: KubeObject, before: KubeObject): boolean;
}

const part =
  (name: 'spec' | 'data') =>
  (object: KubeObject, before: KubeObject): boolean =>
    isDeepStrictEqual(object[name], before[name]);

const sent = async (
  client: Client,
  object: KubeObject,
  request: { method: Method; query?: string; body?: unknown; type?: string },
): Promise<{ answered: number; version: string }> => {
  const { method, query = '?fieldManager=kubectl-edit', ...rest } = request;
  const answer = await client.send(method, `${pathOf(object)}${query}`, { body: {}, ...rest });
  const answered = performance.now();
  const { metadata } = JSON.parse(answer) as Partial<KubeObject>;
  return { answered, version: metadata?.resourceVersion ?? object.metadata.resourceVersion ?? '0' };
};

const merge = (body: unknown) => (client: Client, object: KubeObject) =>
  sent(client, object, { method: 'PATCH', body, type: mergeType });
const jsonPatch = (body: unknown) => (client: Client, object: KubeObject) =>
  sent(client, object, { method: 'PATCH', body, type: jsonPatchType });

const container = '/spec/template/spec/containers/0';

export const edits: readonly Edit[] = [
  { name: 'scale', kind: 'Deployment', make: merge({ spec: { replicas: 1 } }), isRepaired: part('spec') },
  {
    name: 'set image',
    kind: 'Deployment',
    make: jsonPatch([{ op: 'replace', path: `${container}/image`, value: 'example.test/bench/other:2.0.0' }]),
    isRepaired: part('spec'),
  },
  {
    name: 'JSON patch that removes an item of a list',
    kind: 'Deployment',
    make: jsonPatch([{ op: 'remove', path: `${container}/envFrom/0` }]),
    isRepaired: part('spec'),
  },
  {
    name: 'label removed',
    kind: 'ConfigMap',
    make: jsonPatch([{ op: 'remove', path: '/metadata/labels/app.kubernetes.io~1part-of' }]),
    isRepaired: ({ metadata }, before) => isDeepStrictEqual(metadata.labels, before.metadata.labels),
  },
  {
    name: 'object deleted',
    kind: 'ConfigMap',
    make: (client, object) => sent(client, object, { method: 'DELETE', query: '' }),
    isRepaired: (object, before) => object.metadata.uid !== before.metadata.uid && part('data')(object, before),
  },
  {
    name: 'data replaced (PUT)',
    kind: 'ConfigMap',
    make: (client, object) => {
      const metadata = { ...object.metadata, managedFields: undefined, resourceVersion: undefined };
      return sent(client, object, {
        method: 'PUT',
        query: '?fieldManager=kubectl-replace',
        body: { ...object, metadata, data: { MODE: 'debug' } },
      });
    },
    isRepaired: part('data'),
  },
  {
    name: 'port of a Service, edited client-side',
    kind: 'Service',
    make: jsonPatch([{ op: 'replace', path: '/spec/ports/0/targetPort', value: 9_090 }]),
    isRepaired: part('spec'),
  },
  {
    name: 'annotation of ours removed',
    kind: 'ConfigMap',
    make: merge({ metadata: { annotations: { [ownedAnnotation]: null } } }),
    isRepaired: ({ metadata }) => metadata.annotations?.[ownedAnnotation] === 'bench',
  },
  {
    name: 'server-side apply by another manager, forced',
    kind: 'ConfigMap',
    make: (client, { apiVersion, kind, metadata: { name = '', namespace = '' } }) => {
      const object = { apiVersion, kind, metadata: { name, namespace }, data: { MODE: 'debug' } };
      const query = '?fieldManager=kubectl&force=true';
      return sent(client, object, { method: 'PATCH', query, body: object, type: applyType });
    },
    isRepaired: part('data'),
  },
  {
    name: 'update under the name of our own manager',
    kind: 'ConfigMap',
    make: (client, object) =>
      sent(client, object, {
        method: 'PATCH',
        query: '?fieldManager=tug',
        body: { data: { MODE: 'debug' } },
        type: mergeType,
      }),
    isRepaired: part('data'),
  },
];
