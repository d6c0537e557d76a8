import { sleep } from '../lib/async.ts';
import { Problem, type ProblemCode } from '../lib/errors.ts';
import type { HttpResponse } from '../lib/http.ts';

const attempts = 4;
const firstDelayMs = 250;
const mostDelayMs = 10_000;

/** What a registry may take in a moment, and how long it asked to be left alone. */
class Busy extends Problem {
  readonly afterMs: number;

  constructor(message: string, retryAfter: string | undefined) {
    super('SourceUnavailable', message);
    const seconds = Number(retryAfter);
    this.afterMs = Number.isFinite(seconds) ? Math.min(Math.max(seconds * 1_000, 0), mostDelayMs) : 0;
  }
}

/** Calls `work` again, after a while that doubles, as long as what it throws may pass: Problem `SourceUnavailable`. */
export async function persistently<T>(work: (attempt: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt === attempts || !(error instanceof Problem) || error.code !== 'SourceUnavailable') throw error;
      const asked = error instanceof Busy ? error.afterMs : 0;
      await sleep(Math.max(asked, firstDelayMs * 2 ** (attempt - 1)), signal);
    }
  }
}

const refusals: Readonly<Record<number, { readonly code: ProblemCode; readonly hint: string }>> = {
  404: { code: 'NotFound', hint: 'some registries want the repository created first' },
  405: { code: 'Forbidden', hint: 'the registry may be read-only, or a mirror' },
  413: { code: 'LimitExceeded', hint: 'something before the registry bounds requests' },
};

/** Why a registry did not take something. Only what may be otherwise in a moment is `SourceUnavailable`. */
export function refusedPush(what: string, { status, headers, body }: HttpResponse): Problem {
  const said = reasonIn(body);
  const text = `${what} is not taken: status ${status}${said ? `, ${said}` : ''}`;
  if (status === 429 || status >= 500) return new Busy(text, headers['retry-after']);
  const { code, hint } = refusals[status] ?? { code: 'InvalidInput' };
  return new Problem(code, text, { hint });
}

/** What the registry says of the first error, as the distribution specification writes it. */
function reasonIn(body: Uint8Array): string {
  try {
    const { errors } = JSON.parse(Buffer.from(body).toString('utf8')) as {
      errors?: { code?: unknown; message?: unknown }[];
    };
    const text = [errors?.[0]?.code, errors?.[0]?.message].filter((part) => typeof part === 'string').join(': ');
    return text.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 200);
  } catch {
    return '';
  }
}
