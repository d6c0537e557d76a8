import { ApiError, type StatusCause, type StatusDetails } from '../errors.ts';
import { readMisfit } from './misfit.ts';
import { forSecrets } from './secret-status.ts';

/** metav1.Status, as far as it is used. */
export interface Status {
  readonly kind?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: StatusDetails | null;
}

export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
  readonly server: string;
  /** What the request was about, for `where`. */
  readonly about: string;
  /** The request was about Secrets: nothing the server echoes may be passed on. */
  readonly secret: boolean;
}

/** What a status without a Status body means (a proxy in between, an old server, a plain-text 404). */
const reasons: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

const hints: Record<number, string> = {
  401: 'log in anew, or choose another user or context',
  403: 'ask for this right, or act as someone who has it',
  413: 'make the object smaller',
  429: 'the server is overloaded; try again later',
};

/** An answer with a status of 400 or more → ApiError. */
export function refusal(answer: Refusal): ApiError {
  const said = understood(parseStatus(answer.body));
  const reason = said?.reason || reasons[said?.code ?? answer.status] || `Http${answer.status}`;
  const status = said?.code ?? answer.status;
  const fields = {
    status,
    reason,
    message: sentence(said, answer),
    details: cleanDetails(said?.details),
    retryAfterSeconds: said?.details?.retryAfterSeconds ?? retryAfter(answer.headers),
    where: answer.about,
    hint: hints[status],
  };
  return new ApiError(answer.secret ? forSecrets(fields) : fields);
}

/** Whether this answer says "not now" or "not so"; a 500 for an object that does not fit its schema is the second. */
export function retriableStatus(answer: { readonly status: number; readonly body: Uint8Array }): number {
  return answer.status === 500 && readMisfit(parseStatus(answer.body)?.message) ? 422 : answer.status;
}

function understood(said: Status | undefined): Status | undefined {
  const misfit = said?.code === 500 ? readMisfit(said.message) : undefined;
  if (!said || !misfit) return said;
  return {
    ...said,
    code: 422,
    reason: 'Invalid',
    message: misfit.message,
    details: { ...said.details, causes: misfit.causes },
  };
}

/** `Retry-After` in seconds; its date form is not used by Kubernetes. */
export function retryAfter(headers: Refusal['headers']): number | undefined {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

export function parseStatus(body: Uint8Array): Status | undefined {
  if (body[0] !== 0x7b) return undefined;
  try {
    const value = JSON.parse(Buffer.from(body).toString('utf8')) as Status;
    return value.kind === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}

function sentence(said: Status | undefined, answer: Refusal): string {
  if (answer.status === 401) return `${answer.server} does not accept these credentials`;
  if (said?.message) return said.message.trim();
  const text = Buffer.from(answer.body.subarray(0, 300)).toString('utf8').trim();
  const plain = text === '' || text.startsWith('<') || text.startsWith('{') ? '' : `: ${text.split('\n')[0]}`;
  return `${answer.server} answered with HTTP status ${answer.status}${plain}`;
}

/** Nulls are taken out once, here, so that nobody after has to think of them. */
function cleanDetails(details: StatusDetails | null | undefined): StatusDetails | undefined {
  if (!details) return undefined;
  const { causes, ...rest } = details as StatusDetails & { causes?: readonly StatusCause[] | null };
  return causes ? { ...rest, causes } : rest;
}
