import type { Health } from '../../health/types.ts';
import type { Api } from '../../kube/index.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../kube/object.ts';
import type { Slots } from '../../lib/slots.ts';
import type { Desired, Step } from '../../plan/types.ts';
import type { WaitContext } from '../wait/context.ts';

/** What every step shares. */
export interface StepContext {
  readonly api: Api;
  readonly manager: string;
  readonly conflicts: 'take' | 'fail';
  readonly waits: WaitContext;
  readonly now: () => number;
  /** As `WaitContext.signal`. Requests that write do not get it: cut off in the middle, nobody would know what they did. */
  readonly signal: AbortSignal;
}

/** One step under way. */
export interface Doing {
  readonly step: Step;
  readonly desired: Desired | undefined;
  /** Bounds the requests under way; a step that only waits holds none. */
  readonly slot: Slots;
  readonly labelled: boolean;
  /** Whether to stay until a deletion is through. */
  readonly stay: boolean;
  /** Tells what is being waited for. */
  readonly say: (message: string, health?: Health) => void;
  /** The managers of an adopted object were moved; what they were has to be remembered even if the rest fails. */
  readonly moved: (before: readonly ManagedFieldsEntry[]) => void;
  /** The write is done, what follows is waiting; edges `until: applied` hold from here. */
  readonly applied: () => void;
}

export interface Done {
  readonly result: 'applied' | 'unchanged' | 'deleted';
  /** As the server returned it; absent when there is nothing to judge or to remember. */
  readonly object?: KubeObject | undefined;
  /** Already judged by the step itself. */
  readonly health?: Health | undefined;
  readonly message?: string | undefined;
}

/** Carries one step out; raises a Problem when it fails. */
export type Carry = (context: StepContext, doing: Doing) => Promise<Done>;
