import { Pool } from 'undici';
import type { KubeObject } from '../../src/kube/object.ts';
import type { Access } from './access.ts';

/** Requests as they are, and nothing else: what tug is measured against shares no code with it. */
export interface Client {
  /** The body of the answer. Rejects with it for anything but a 2xx that is not in `allowed`. */
  send(method: Method, path: string, sent?: Sent): Promise<string>;
  /** The events after `resourceVersion`, until the signal. */
  watch(path: string, resourceVersion: string, onEvent: (event: Event) => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Sent {
  readonly body: unknown;
  readonly type?: string;
  /** Statuses that are no failure beyond 2xx. */
  readonly allowed?: readonly number[];
}

export interface Event {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject;
}

export const applyType = 'application/apply-patch+yaml';
export const mergeType = 'application/merge-patch+json';
export const jsonPatchType = 'application/json-patch+json';

export function bareClient(access: Access, connections: number): Client {
  const { ca, cert, key } = access;
  const options = { connect: { ca, cert, key }, allowH2: false };
  const pool = new Pool(access.server, { ...options, connections });
  const streams = new Pool(access.server, { ...options, bodyTimeout: 0, headersTimeout: 0 });
  return {
    async send(method, path, sent) {
      const { statusCode, body } = await pool.request({
        method,
        path,
        headers: {
          accept: 'application/json, text/plain',
          ...(sent && { 'content-type': sent.type ?? 'application/json' }),
        },
        ...(sent && { body: JSON.stringify(sent.body) }),
      });
      const answer = await body.text();
      if (statusCode > 299 && !sent?.allowed?.includes(statusCode)) {
        throw new Error(`${method} ${path}: ${statusCode} ${answer.slice(0, 500)}`);
      }
      return answer;
    },
    async watch(path, resourceVersion, onEvent, signal) {
      const query = `${path.includes('?') ? '&' : '?'}watch=1&resourceVersion=${resourceVersion}`;
      try {
        const { body } = await streams.request({ method: 'GET', path: `${path}${query}`, signal });
        let rest = '';
        for await (const chunk of body.setEncoding('utf8')) {
          const lines = `${rest}${String(chunk)}`.split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) onEvent(JSON.parse(line) as Event);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    close: async () => {
      await Promise.all([pool.close(), streams.destroy()]);
    },
  };
}

const plurals: Record<string, string> = {
  ServiceAccount: 'serviceaccounts',
  ConfigMap: 'configmaps',
  Service: 'services',
  Deployment: 'deployments',
  Namespace: 'namespaces',
  App: 'apps',
  Kustomization: 'kustomizations',
  GitRepository: 'gitrepositories',
  CustomResourceDefinition: 'customresourcedefinitions',
};

/** The path of the objects of a kind, in a namespace or of all. */
export function collection({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>, namespace?: string): string {
  const root = apiVersion.includes('/') ? 'apis' : 'api';
  const plural = plurals[kind];
  if (!plural) throw new Error(`the benchmark knows no path of ${kind}`);
  return `/${root}/${apiVersion}${namespace ? `/namespaces/${namespace}` : ''}/${plural}`;
}

export const pathOf = (object: KubeObject): string =>
  `${collection(object, object.metadata.namespace)}/${object.metadata.name ?? ''}`;

/** Does something with each, so many at once. */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) await work(items[at] as T);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
