import { Problem } from '../lib/errors.ts';
import { type HttpRequest, type HttpResponse, send } from '../lib/http.ts';
import { type Authorizer, authorizer, type KeptAuthorizations } from './authorize.ts';
import { type CredentialSource, userCredentials } from './credentials.ts';

export interface RegistryOptions {
  readonly credentials?: CredentialSource;
  /** Plain http is taken for this machine's own registries and where it is asked for, never else. */
  readonly plainHttp?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** PEM of authorities that are trusted beside the usual ones. */
  readonly ca?: string | undefined;
  /** Tokens of earlier connections with the same credentials to the same registry, and those of this one for later. */
  readonly kept?: KeptAuthorizations | undefined;
}

/** One registry. The verbs beside this file (manifest, blob, tags, referrers) take it as their first argument. */
export interface Registry {
  readonly host: string;
  readonly origin: string;
  readonly signal: AbortSignal | undefined;
  /** `scope` is what a token must allow: `repository:NAME:pull`. The status is the caller's to judge, except 401 and 403. */
  call(request: RegistryRequest): Promise<HttpResponse>;
}

export interface RegistryRequest extends Pick<HttpRequest, 'method' | 'headers' | 'body' | 'maxBytes'> {
  /** Path with query, or a whole URL of the same registry as it hands out for uploads and pages. */
  readonly path: string;
  readonly repository: string;
  readonly action: 'pull' | 'push';
}

export function openRegistry(host: string, options: RegistryOptions = {}): Registry {
  const { credentials = userCredentials(), timeoutMs, signal, ca, kept } = options;
  const origin = `${options.plainHttp || isLoopback(host) ? 'http' : 'https'}://${host === 'docker.io' ? 'registry-1.docker.io' : host}`;
  const authorize: Authorizer = authorizer(host, origin, { credentials, kept, signal, ca });
  const attempt = (request: RegistryRequest, authorization: string | undefined): Promise<HttpResponse> => {
    const { path, method, headers, body, maxBytes } = request;
    return send({
      url: sameOrigin(path, origin),
      maxBytes,
      signal,
      ca,
      headers: { ...headers, ...(authorization ? { authorization } : {}) },
      ...(method ? { method } : {}),
      ...(body === undefined ? {} : { body }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  };
  return {
    host,
    origin,
    signal,
    call: async (request) => {
      const scope = `repository:${request.repository}:${request.action === 'push' ? 'pull,push' : 'pull'}`;
      let response = await attempt(request, authorize.known(scope));
      if (response.status === 401) {
        const answer = await authorize.answer(scope, request.repository, response.headers['www-authenticate'] ?? '');
        if (answer.authorization) response = await attempt(request, answer.authorization);
        if (response.status === 401) throw refused(host, request, answer.anonymous);
      }
      if (response.status === 403) throw refused(host, request, false);
      return response;
    },
  };
}

/** A registry that hands out URLs elsewhere would get our credentials sent there. */
function sameOrigin(path: string, origin: string): string {
  const url = new URL(path, origin);
  if (url.origin !== origin) {
    throw new Problem('SourceUnavailable', `${origin} sends its client to ${url.origin}, which is not followed`);
  }
  return url.href;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
}

function refused(host: string, { repository, action }: RegistryRequest, anonymous: boolean): Problem {
  const hint = anonymous
    ? `log in with docker login ${host}; if the name is wrong, a registry answers the same`
    : 'check the name and what the account may do';
  return new Problem(anonymous ? 'Unauthorized' : 'Forbidden', `${host} refuses to ${action} ${repository}`, { hint });
}
