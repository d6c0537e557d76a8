/** A deploy that did not go well → what is said of it, and when it is tried again. Pure. */
import type { Converged } from '../../app/converge.ts';
import { refText } from '../../kube/object.ts';
import { messageOf, Problem, type ProblemCode } from '../../lib/errors.ts';
import type { Blocked } from '../../plan/types.ts';
import type { Reason, Said } from '../status/index.ts';

/** `change`: only other inputs can help. `retry`: the world may change without our seeing it, so it is tried again ever more rarely. */
export interface Failure {
  readonly said: Said;
  readonly again: 'change' | 'retry' | 'soon';
}

const ofCode: Partial<Record<ProblemCode, readonly [Reason, Failure['again']]>> = {
  InvalidSpec: ['InvalidSpec', 'change'],
  InvalidInput: ['RenderFailed', 'change'],
  RenderFailed: ['RenderFailed', 'change'],
  LimitExceeded: ['RenderFailed', 'change'],
  NotFound: ['RenderFailed', 'retry'],
  SourceUnavailable: ['SourceUnavailable', 'retry'],
  Forbidden: ['Forbidden', 'retry'],
  Unauthorized: ['Forbidden', 'retry'],
  Blocked: ['Blocked', 'retry'],
  NeedsConsent: ['Blocked', 'retry'],
  Superseded: ['Retrying', 'soon'],
  Interrupted: ['Retrying', 'soon'],
  Conflict: ['Retrying', 'soon'],
  Failed: ['Failed', 'retry'],
  Timeout: ['TimedOut', 'retry'],
};

export function failureOf(error: unknown): Failure {
  const problem = error instanceof Problem ? error : undefined;
  const [reason, again] = (problem && ofCode[problem.code]) ?? ['Retrying', 'retry'];
  return { said: { reason, message: sentenceOf(error) }, again };
}

/** One sentence with its place and what to do. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Problem)) return messageOf(error);
  const { message, where, hint } = error;
  const place = where && !message.includes(where) ? ` (${where})` : '';
  return `${message}${place}${hint ? `; ${hint}` : ''}`;
}

/** Undefined for a deploy that ended well. */
export function failureIn(converged: Converged): Failure | undefined {
  const { verdict, blocked, outcome, release } = converged;
  switch (verdict) {
    case 'blocked': {
      const forbidden = blocked.every(({ reason }) => /forbidden|not allowed/i.test(reason));
      return { said: { reason: forbidden ? 'Forbidden' : 'Blocked', message: blockedText(blocked) }, again: 'retry' };
    }
    case 'failed':
    case 'timedOut': {
      const bad = (outcome?.steps ?? []).filter(({ result }) => result === 'failed' || result === 'timedOut');
      const [first] = bad;
      const more = bad.length > 1 ? ` (and ${bad.length - 1} more)` : '';
      const message = first ? `${refText(first.object)}: ${first.message}${more}` : (release?.message ?? verdict);
      return { said: { reason: verdict === 'failed' ? 'Failed' : 'TimedOut', message }, again: 'retry' };
    }
    case 'superseded':
      return {
        said: { reason: 'Retrying', message: release?.message || 'another deploy of this App began meanwhile' },
        again: 'soon',
      };
    default:
      return undefined;
  }
}

function blockedText(blocked: readonly Blocked[]): string {
  const [first] = blocked;
  if (!first) return 'the plan is blocked';
  const more = blocked.length > 1 ? ` (and ${blocked.length - 1} more)` : '';
  return `${refText(first.object)}: ${first.reason}${more}; ${first.remedy}`;
}

const retryMs = { first: 5_000, most: 600_000 };

/** When to try again after so many failures in a row, ms from now; infinite when only a change helps. `random` from 0 to 1. */
export function retryAfter({ again }: Failure, failures: number, random: number): number {
  if (again === 'change') return Number.POSITIVE_INFINITY;
  if (again === 'soon') return Math.min(500 * 2 ** Math.min(failures - 1, 7), 60_000) * (1 + random);
  const whole = Math.min(retryMs.first * 2 ** (failures - 1), retryMs.most);
  return whole * (0.75 + random / 4);
}
