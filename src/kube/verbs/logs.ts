import type { Api } from '../api.ts';

export interface LogOptions {
  readonly container?: string | undefined;
  readonly tailLines?: number | undefined;
  readonly previous?: boolean | undefined;
  readonly limitBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const limitBytes = 1 * 2 ** 20;

/** What a container of a pod has written so far, bounded. */
export async function logs(
  api: Api,
  pod: { readonly namespace: string; readonly name: string },
  options: LogOptions = {},
): Promise<string> {
  const limit = options.limitBytes ?? limitBytes;
  const response = await api.request({
    method: 'GET',
    path: `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/log`,
    query: {
      container: options.container,
      tailLines: options.tailLines,
      previous: options.previous,
      limitBytes: limit,
    },
    accept: 'text/plain,*/*',
    verb: 'LOG',
    maxBytes: limit + 64 * 2 ** 10,
    about: `the log of Pod ${pod.namespace}/${pod.name}`,
    signal: options.signal,
  });
  return Buffer.from(response.body).toString('utf8');
}
