import type { Health } from '../../health/types.ts';
import type { Api } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import type { Lookout } from './lookout.ts';
import type { Patience } from './patience.ts';
import type { PodWatch } from './pod-watch.ts';
import type { Wonder } from './wonder.ts';

/** What every wait shares. */
export interface WaitContext {
  readonly api: Api;
  readonly lookout: Lookout;
  readonly pods: PodWatch;
  readonly wonder: Wonder;
  readonly health: (object: KubeObject) => Health;
  readonly patience: Patience;
  readonly now: () => number;
  /** Aborts at the deadline, with a Problem `Timeout`, or when the whole is stopped. */
  readonly signal: AbortSignal;
}

/** Why a wait ended early: the deadline, told with what was still missing, or whatever stopped the whole. */
export function cutShort(signal: AbortSignal, missing: string): Problem {
  const reason: unknown = signal.reason;
  if (!(reason instanceof Problem)) return new Problem('Superseded', 'stopped before it was done', { cause: reason });
  if (reason.code !== 'Timeout') return reason;
  return new Problem('Timeout', missing === '' ? reason.message : `${reason.message}: ${missing}`, {
    hint: reason.hint,
  });
}
