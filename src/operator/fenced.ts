import type { Api, ApiRequest } from '../kube/index.ts';
import { Problem } from '../lib/errors.ts';

/**
 * An Api that sends no write once `mayWrite` says no: a process that was frozen finds out when it thaws, before its next request, and
 * what another replica has begun meanwhile is left alone.
 */
export function fencedApi(api: Api, mayWrite: () => boolean): Api {
  return {
    ...api,
    get stats() {
      return api.stats;
    },
    request: async (request) => {
      if (!isRead(request) && !mayWrite()) {
        throw new Problem('Superseded', 'another replica may have taken this App over', {
          hint: 'it goes on there',
        });
      }
      return api.request(request);
    },
    stream: (request) => api.stream(request),
    impersonate: (user, groups) => fencedApi(api.impersonate(user, groups), mayWrite),
    close: () => api.close(),
  };
}

const isRead = ({ method, query }: ApiRequest): boolean => method === 'GET' || query?.['dryRun'] !== undefined;
