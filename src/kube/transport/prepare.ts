import type { ApiRequest } from '../api.ts';
import type { Impersonation } from '../kubeconfig/types.ts';

/** The request line and the headers of a request; pure. */

export function pathAndQuery(prefix: string, request: ApiRequest): string {
  const pairs = Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  if (pairs.length === 0) return prefix + request.path;
  const query = pairs
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .join('&');
  return `${prefix}${request.path}${request.path.includes('?') ? '&' : '?'}${query}`;
}

export function bodyOf(request: ApiRequest): string | Uint8Array | undefined {
  const { body } = request;
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return body;
  return JSON.stringify(body);
}

export function headersOf(
  request: ApiRequest,
  impersonation: Record<string, string | string[]>,
  authorization: string | undefined,
): Record<string, string | string[]> {
  return {
    accept: request.accept ?? 'application/json',
    ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    ...(authorization === undefined ? {} : { authorization }),
    ...impersonation,
    ...request.headers,
  };
}

/** Keys of extra fields are header names: what is no token character is percent-encoded (client-go's rule). */
export function impersonationHeaders(who: Impersonation): Record<string, string | string[]> {
  if (who.user === undefined) return {};
  const extra = Object.entries(who.extra ?? {}).map(
    ([key, values]) =>
      [`impersonate-extra-${encodeURIComponent(key).replaceAll(/[()]/g, percent)}`, [...values]] as const,
  );
  return {
    'impersonate-user': who.user,
    ...(who.uid === undefined ? {} : { 'impersonate-uid': who.uid }),
    ...(who.groups && who.groups.length > 0 ? { 'impersonate-group': [...who.groups] } : {}),
    ...Object.fromEntries(extra),
  };
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
