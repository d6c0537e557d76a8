import type { Verdict } from '../app/release/release.ts';
import type { ProblemCode } from '../lib/errors.ts';

/** Exit codes (design §6); docs/reference/exit-codes.md explains them to users. */
export const exit = { done: 0, error: 1, pending: 2, blocked: 3, failed: 4 } as const;

const ofVerdict: Record<Verdict, number> = {
  deployed: exit.done,
  unchanged: exit.done,
  planned: exit.done,
  held: exit.blocked,
  blocked: exit.blocked,
  failed: exit.failed,
  timedOut: exit.failed,
  superseded: exit.failed,
};

export const exitOfVerdict = (verdict: Verdict): number => ofVerdict[verdict];

const ofProblem: Partial<Record<ProblemCode, number>> = {
  Blocked: exit.blocked,
  NeedsConsent: exit.blocked,
  Failed: exit.failed,
  Timeout: exit.failed,
  Superseded: exit.failed,
};

export const exitOfProblem = (code: ProblemCode): number => ofProblem[code] ?? exit.error;
