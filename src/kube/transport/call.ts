import { Problem } from '../../lib/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ApiRequest, ApiResponse, ApiStats } from '../api.ts';
import type { Credentials } from '../kubeconfig/credential.ts';
import { decoded } from './body.ts';
import { exchange, type Incoming } from './exchange.ts';
import { codeOf, notKubernetes, timedOut, unreachable } from './failure.ts';
import { bodyOf, headersOf, pathAndQuery } from './prepare.ts';
import { retryDelay } from './retry.ts';
import type { Purpose, Sockets } from './sockets.ts';
import { refusal, retriableStatus, retryAfter } from './status.ts';
import { unauthorized } from './unauthorized.ts';
import { warningTexts } from './warnings.ts';

/** Everything one connection shares among its calls. */
export interface Line {
  readonly server: URL;
  readonly where: string;
  readonly sockets: Sockets;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: () => number;
  readonly timeoutMs: number;
  readonly userAgent: string;
  /** Ask for compressed answers: worth it over a network, not on the same machine. */
  readonly compress: boolean;
  readonly stats: ApiStats;
  readonly warn: (text: string) => void;
  /** Set once the server has answered anything at all. */
  known: boolean;
}

export const answerBytes = 256 * 2 ** 20;

/** One call: credentials, attempts within the deadline, then the answer or the reason why there is none. */
export async function call(
  line: Line,
  request: ApiRequest,
  impersonation: Record<string, string | string[]>,
): Promise<ApiResponse> {
  const about = aboutOf(request);
  const timeoutMs = request.timeoutMs ?? line.timeoutMs;
  // Before the clock of the call starts: a plugin may ask a person for a second factor, and has a deadline of its own.
  await line.credentials.current();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(timedOut(line.server.origin, timeoutMs, about)), timeoutMs);
  const cancelled = (): void => stop.abort(request.signal?.reason);
  if (request.signal?.aborted) cancelled();
  request.signal?.addEventListener('abort', cancelled, { once: true });
  try {
    return answer(line, request, await attempts(line, request, impersonation, about, timeoutMs, stop.signal), about);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', cancelled);
  }
}

async function attempts(
  line: Line,
  request: ApiRequest,
  impersonation: Record<string, string | string[]>,
  about: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Incoming> {
  const body = bodyOf(request);
  const idempotent = request.idempotent ?? request.method === 'GET';
  let asked = false;
  for (let sent = 1; ; sent += 1) {
    const { dispatcher, headers, credential } = await dial(line, request, impersonation, 'calls');
    const out = {
      origin: line.server.origin,
      path: pathAndQuery(prefixOf(line.server), request),
      method: request.method,
      headers,
      body,
      timeoutMs,
      maxBytes: request.maxBytes ?? answerBytes,
      about,
    };
    count(line.stats, request);
    const result = await exchange(dispatcher, out, signal).catch((error: unknown) => failed(error, signal));
    if (result instanceof Error) {
      const delay = retryDelay({ what: codeOf(result), idempotent, attempts: sent, known: line.known }, line.random);
      if (delay === undefined) throw unreachable(result, line.server.origin, line.where);
      await line.clock.sleep(delay, signal);
      continue;
    }
    line.known = true;
    if (result.status < 400) return result;
    if (result.status === 401) {
      if (asked || !line.credentials.rejected()) throw unauthorized(line, about, credential);
      asked = true;
      continue;
    }
    const delay = retryDelay(
      {
        what: retriableStatus(result),
        idempotent,
        attempts: sent,
        known: true,
        retryAfterSeconds: retryAfter(result.headers),
      },
      line.random,
    );
    if (delay === undefined) return result;
    await line.clock.sleep(delay, signal);
  }
}

/** Our own problems and the caller's cancellation are final; what remains is the network's failure. */
function failed(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) throw signal.reason as Error;
  if (error instanceof Problem) throw error;
  return error instanceof Error ? error : new Error(String(error));
}

export async function dial(
  line: Line,
  request: ApiRequest,
  impersonation: Record<string, string | string[]>,
  purpose: Purpose,
) {
  const credential = await line.credentials.current();
  const dispatcher = await line.sockets.get(purpose, credential.certificate);
  const encoding =
    line.compress && purpose === 'calls' && request.method === 'GET' ? { 'accept-encoding': 'gzip' } : {};
  const headers = {
    'user-agent': line.userAgent,
    ...encoding,
    ...headersOf(request, impersonation, credential.authorization),
  };
  return { dispatcher, headers, credential };
}

export function answer(line: Line, request: ApiRequest, incoming: Incoming, about: string): ApiResponse {
  const body = decoded(incoming, request.maxBytes ?? answerBytes, about);
  if (incoming.status >= 400) {
    throw refusal({
      ...incoming,
      body,
      server: line.server.origin,
      about,
      secret: request.secret ?? concernsSecrets(request.path),
    });
  }
  for (const text of warningTexts(incoming.headers.warning)) (request.onWarning ?? line.warn)(text);
  return { status: incoming.status, headers: incoming.headers, body, json: () => parse(line, body, about) };
}

function parse(line: Line, body: Uint8Array, about: string): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    throw notKubernetes(line.server.origin, about);
  }
}

export function count(stats: ApiStats, request: ApiRequest): void {
  const verb = request.verb ?? request.method;
  stats.requests += 1;
  stats.byVerb[verb] = (stats.byVerb[verb] ?? 0) + 1;
}

export function aboutOf(request: ApiRequest): string {
  return request.about ?? `${request.method} ${request.path}`;
}

/** A server behind a path (`https://rancher.example/k8s/clusters/c-1`) keeps it before every path of the API. */
export function prefixOf(server: URL): string {
  return server.pathname.replace(/\/+$/, '');
}

export function concernsSecrets(path: string): boolean {
  return /^\/api\/v1\/(?:namespaces\/[^/]+\/)?secrets(?:\/|$)/.test(path);
}
