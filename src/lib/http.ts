import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type * as Undici from 'undici';
import { deadline } from './async.ts';
import { messageOf, Problem } from './errors.ts';

/** HTTP for sources: registries and chart repositories. Everything is bounded: bytes, time, redirects, attempts. */
export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly maxBytes: number;
  /** For the whole of one attempt, the body included. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** PEM of authorities that are trusted beside the usual ones. */
  readonly ca?: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Where it came from after redirects. */
  readonly url: string;
}

const maxRedirects = 5;
const attempts = 3;
const defaultTimeoutMs = 120_000;

/**
 * One exchange. GET and HEAD follow redirects and are tried again when the server is not reached, is busy (429) or faulty
 * (5xx). Credentials never follow a redirect to another origin, and https is never left for http. Problem
 * `SourceUnavailable` when there is no answer; every status is an answer.
 */
export async function send(request: HttpRequest): Promise<HttpResponse> {
  const repeatable = (request.method ?? 'GET') === 'GET' || request.method === 'HEAD';
  for (let attempt = 1; ; attempt += 1) {
    const last = !repeatable || attempt === attempts;
    try {
      const response = repeatable ? await followed(request) : await once(request);
      if (last || !isPassing(response.status)) return response;
      await wait(delayMs(attempt, response.headers['retry-after']), undefined, { signal: request.signal });
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof Problem || last) throw unavailable(error, request);
      await wait(delayMs(attempt, undefined), undefined, { signal: request.signal });
    }
  }
}

async function followed(request: HttpRequest): Promise<HttpResponse> {
  let { url, headers } = request;
  for (let hops = 0; ; hops += 1) {
    const response = await once({ ...request, url, ...(headers ? { headers } : {}) });
    const location = response.headers.location;
    if (![301, 302, 303, 307, 308].includes(response.status) || !location) return response;
    if (hops === maxRedirects) {
      throw new Problem('SourceUnavailable', `${hostOf(request.url)} redirects more than ${maxRedirects} times`);
    }
    const to = new URL(location, url);
    if (!/^https?:$/.test(to.protocol) || (to.protocol === 'http:' && url.startsWith('https:'))) {
      throw new Problem(
        'SourceUnavailable',
        `${hostOf(url)} redirects from https to ${to.protocol}//${to.host}, which is not followed`,
      );
    }
    if (to.origin !== new URL(url).origin) headers = withoutCredentials(headers);
    url = to.href;
  }
}

function withoutCredentials(headers: HttpRequest['headers']): HttpRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers ?? {}).filter(([name]) => !/^(?:authorization|cookie)$/i.test(name)),
  );
}

async function once({
  url,
  method = 'GET',
  headers,
  body,
  maxBytes,
  timeoutMs = defaultTimeoutMs,
  signal,
  ca,
}: HttpRequest): Promise<HttpResponse> {
  // Loaded on use: most commands never fetch anything.
  const undici = await import('undici');
  const answer = await undici.request(url, {
    method,
    dispatcher: await dispatcherFor(ca, undici),
    signal: deadline(signal, timeoutMs),
    headers: { 'user-agent': 'tug', ...headers },
    // A stream cannot be sent twice; undici wants the length of what it is given.
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
  });
  return {
    status: answer.statusCode,
    headers: flat(answer.headers),
    body: await bounded(answer.body, maxBytes, url),
    url,
  };
}

/** By the authorities they trust beside the usual ones; the one that was not used for the longest time goes first. */
const dispatchers = new Map<string, Undici.Dispatcher>();
const maxDispatchers = 64;

async function dispatcherFor(ca: string | undefined, { EnvHttpProxyAgent }: typeof Undici): Promise<Undici.Dispatcher> {
  const key = ca ?? '';
  const known = dispatchers.get(key) ?? new EnvHttpProxyAgent({ keepAliveTimeout: 1_000, ...(await trusting(ca)) });
  // Another request may have come first while the authorities were read.
  const dispatcher = dispatchers.get(key) ?? known;
  dispatchers.delete(key);
  dispatchers.set(key, dispatcher);
  const [oldest] = dispatchers;
  if (oldest && dispatchers.size > maxDispatchers) {
    dispatchers.delete(oldest[0]);
    void oldest[1].close();
  }
  return dispatcher;
}

async function trusting(ca: string | undefined): Promise<object> {
  if (ca === undefined) return {};
  const { getCACertificates } = await import('node:tls');
  const options = { ca: [...getCACertificates('default'), ca] };
  return { connect: options, requestTls: options };
}

async function bounded(body: Readable, maxBytes: number, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) {
      body.destroy();
      throw new Problem('LimitExceeded', `${hostOf(url)} sends more than ${megabytes(maxBytes)} MB`, {
        where: shownUrl(url),
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function isPassing(status: number): boolean {
  return status === 429 || status === 500 || status === 502 || status === 503 || status === 504;
}

function delayMs(attempt: number, retryAfter: string | undefined): number {
  const asked = Number(retryAfter) * 1_000;
  return Number.isFinite(asked) && asked > 0 ? Math.min(asked, 10_000) : 200 * 4 ** (attempt - 1);
}

function unavailable(error: unknown, { url, timeoutMs = defaultTimeoutMs }: HttpRequest): Problem {
  if (error instanceof Problem) return error;
  const late = error instanceof Error && error.name === 'TimeoutError';
  const why = late ? `no answer within ${timeoutMs / 1_000} s` : reasonOf(error);
  return new Problem('SourceUnavailable', `${hostOf(url)} cannot be reached: ${why}`, {
    where: shownUrl(url),
    cause: error,
  });
}

function reasonOf(error: unknown): string {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  switch (code ?? cause?.code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name does not resolve';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'the connection broke';
    default:
      return messageOf(error);
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}

/** Without user, password and query: signed blob URLs carry secrets there. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 2 ** 20));
}
