/** What an answer means for a delivery. Pure. */
import { Problem } from '../../lib/errors.ts';
import type { Message } from './message.ts';
import type { Answer } from './post.ts';

export type Outcome =
  | { readonly kind: 'told' }
  /** `afterMs`: the server asks for so long. */
  | { readonly kind: 'again'; readonly problem: Problem; readonly afterMs?: number | undefined }
  | { readonly kind: 'refused'; readonly problem: Problem };

const longestAskedMs = 3_600_000;

export function outcomeOf(answer: Answer, message: Message, now: number): Outcome {
  const { status } = answer;
  const { host } = message.url;
  if (status >= 200 && status < 300) return { kind: 'told' };
  if (status === 400 && message.already?.test(answer.body)) return { kind: 'told' };
  const afterMs = asked(answer, now);
  if (passes(status, afterMs)) {
    return { kind: 'again', problem: new Problem('Unreachable', `${host} answers ${status}`), afterMs };
  }
  const redirect = status >= 300 && status < 400;
  const hint = redirect ? 'write the address it redirects to; redirects are not followed' : hints[status];
  return {
    kind: 'refused',
    problem: new Problem('Forbidden', `${host} answers ${status}`, { where: 'spec.notify', hint }),
  };
}

const hints: Readonly<Record<number, string>> = {
  401: 'check the token of its Secret',
  403: 'give the token the right to write commit statuses',
  404: 'check the URL, and that the token may see the repository',
  422: 'check that the commit is in that repository',
};

/** A 403 that says when to come again is GitHub's secondary rate limit. */
const passes = (status: number, afterMs: number | undefined): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500 || (status === 403 && afterMs !== undefined);

/** Retry-After in seconds or as a date, or the end of a rate limit that is used up, as GitHub and GitLab tell it. */
function asked({ headers }: Answer, now: number): number | undefined {
  const after = headers['retry-after'];
  const seconds = Number(after);
  const date = after === undefined || Number.isFinite(seconds) ? Number.NaN : Date.parse(after) - now;
  const used = one(headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining']) === '0';
  const reset = used
    ? Number(one(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'])) * 1_000 - now
    : Number.NaN;
  const wanted = [after === undefined ? Number.NaN : seconds * 1_000, date, reset].find((ms) => Number.isFinite(ms));
  return wanted === undefined ? undefined : Math.min(Math.max(wanted, 0), longestAskedMs);
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);
