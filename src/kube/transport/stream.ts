import type { ApiRequest } from '../api.ts';
import { aboutOf, answer, count, dial, prefixOf, type Line } from './call.ts';
import { timedOut, unreachable } from './failure.ts';
import { pathAndQuery } from './prepare.ts';
import { warningTexts } from './warnings.ts';

const refusalBytes = 1 * 2 ** 20;

/** Opens an answer without an end. `timeoutMs` bounds the wait for its start only; the reader watches over silence after that. */
export async function openStream(
  line: Line,
  request: ApiRequest,
  impersonation: Record<string, string | string[]>,
): Promise<AsyncIterable<Uint8Array>> {
  const about = aboutOf(request);
  const timeoutMs = request.timeoutMs ?? line.timeoutMs;
  for (let asked = false; ; asked = true) {
    const { dispatcher, headers } = await dial(line, request, impersonation, 'streams');
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(timedOut(line.server.origin, timeoutMs, about)), timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
    count(line.stats, request);
    try {
      const response = await dispatcher.request({
        origin: line.server.origin,
        path: pathAndQuery(prefixOf(line.server), request),
        method: request.method,
        headers,
        headersTimeout: timeoutMs,
        bodyTimeout: 0,
        signal,
      });
      line.known = true;
      if (response.statusCode === 401 && !asked && line.credentials.rejected()) {
        response.body.destroy();
        continue;
      }
      if (response.statusCode >= 400) {
        const body = await bounded(response.body, refusalBytes);
        answer(line, request, { status: response.statusCode, headers: response.headers, body }, about);
      }
      for (const text of warningTexts(response.headers.warning)) (request.onWarning ?? line.warn)(text);
      return chunks(line, response.body, request.signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw isOurs(error) ? error : unreachable(error, line.server.origin, line.where);
    } finally {
      clearTimeout(timer);
    }
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && 'where' in error && 'hint' in error;
}

async function* chunks(
  line: Line,
  body: AsyncIterable<Uint8Array> & {
    destroy(error?: Error): unknown;
    on(event: 'error', listener: () => void): unknown;
  },
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  body.on('error', () => undefined);
  try {
    yield* body;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw unreachable(error, line.server.origin, line.where);
  } finally {
    body.destroy();
  }
}

async function bounded(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > maxBytes) break;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
