/** When a request is sent again, as one table. Pure: the caller waits and counts. */

export interface Trouble {
  /** HTTP status, or the error code of a failure below HTTP. */
  readonly what: number | string;
  readonly retryAfterSeconds?: number | undefined;
  /** The request may be sent twice without harm: GET, server-side apply, DELETE with a uid. */
  readonly idempotent: boolean;
  /** How often it was sent so far. */
  readonly attempts: number;
  /** The server answered something before on this connection: it is there, only busy or restarting. */
  readonly known: boolean;
}

interface Rule {
  readonly attempts: number;
  readonly baseMs: number;
  /** Safe whatever the verb: the server certainly did nothing. */
  readonly always?: true;
  /** Only when the server was there before: a wrong address should fail at once. */
  readonly onlyKnown?: true;
}

const cut: Rule = { attempts: 6, baseMs: 100 };
const refused: Rule = { attempts: 7, baseMs: 200, always: true, onlyKnown: true };

const rules: Record<string, Rule> = {
  429: { attempts: 10, baseMs: 500, always: true },
  500: { attempts: 3, baseMs: 100 },
  502: { attempts: 5, baseMs: 200 },
  503: { attempts: 5, baseMs: 200 },
  504: { attempts: 3, baseMs: 200 },
  ECONNREFUSED: refused,
  UND_ERR_CONNECT_TIMEOUT: { attempts: 2, baseMs: 200, always: true, onlyKnown: true },
  ECONNRESET: cut,
  EPIPE: cut,
  UND_ERR_SOCKET: cut,
  UND_ERR_ABORTED: cut,
  // HTTP/2: the session or the stream ended; REFUSED_STREAM and GOAWAY beyond the last stream come as one of these.
  ERR_HTTP2_STREAM_ERROR: cut,
  ERR_HTTP2_SESSION_ERROR: cut,
  ERR_HTTP2_GOAWAY_SESSION: cut,
  ERR_HTTP2_STREAM_CANCEL: cut,
  ERR_HTTP2_INVALID_SESSION: cut,
  UND_ERR_INFO: cut,
};

const maxDelayMs = 10_000;
const maxRetryAfterMs = 30_000;

/** How long to wait before the next attempt; undefined to give up. Full jitter, so that many clients do not come back together. */
export function retryDelay(trouble: Trouble, random: () => number): number | undefined {
  const rule = rules[trouble.what];
  if (!rule || trouble.attempts >= rule.attempts) return undefined;
  if (!rule.always && !trouble.idempotent) return undefined;
  if (rule.onlyKnown && !trouble.known) return undefined;
  if (trouble.retryAfterSeconds !== undefined) {
    return Math.min(trouble.retryAfterSeconds * 1_000, maxRetryAfterMs) + random() * 250;
  }
  const ceiling = Math.min(rule.baseMs * 2 ** (trouble.attempts - 1), maxDelayMs);
  return ceiling / 2 + (random() * ceiling) / 2;
}
