import type { Health } from '../health/types.ts';
import type { Api } from '../kube/index.ts';
import type { KubeObject, ManagedFieldsEntry, ObjectRef } from '../kube/object.ts';
import type { Action, Desired, LedgerEntry, Plan } from '../plan/types.ts';
import type { Lookout } from './wait/lookout.ts';
import type { PodWatch } from './wait/pod-watch.ts';

export interface ApplyInput {
  readonly api: Api;
  readonly plan: Plan;
  /** By `Step.id`. */
  readonly desired: ReadonlyMap<string, Desired>;
  /** Our name in `managedFields`. */
  readonly manager: string;
  /** What to do about fields other managers hold: take them, or let the step fail. */
  readonly conflicts: 'take' | 'fail';
  /** Whether the verdict waits for health. Hooks and edges `until: healthy` are waited for in any case. */
  readonly wait: boolean;
  /** For the whole of it. */
  readonly timeoutMs: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Carry out a plan that has blocked objects; what waits for one of them is skipped. */
  readonly partial: boolean;
  /** Members that did not change but are not healthy yet. */
  readonly waitAlso: readonly ObjectRef[];
  /** Label selector of all members, so that one watch a kind sees them; read from the desired objects when absent. */
  readonly members?: string | undefined;
  readonly health: (object: KubeObject) => Health;
  /** False for kinds that are done as soon as they are stored. */
  readonly reportsHealth: (group: string, kind: string) => boolean;
  readonly now: () => number;
  /** Aborting starts nothing more; a reason that is a Problem `Superseded` makes the verdict `superseded`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (event: Progress) => void;
  /** Watches of a process that carries out many plans; opened and closed for this one when absent. */
  readonly eyes?: Eyes | undefined;
}

export interface Eyes {
  readonly lookout: Lookout;
  readonly pods: PodWatch;
}

export interface Progress {
  readonly kind: 'started' | 'applied' | 'waiting' | 'healthy' | 'failed' | 'skipped' | 'deleted';
  /** `Step.id`, or the object's key where it is only waited for. */
  readonly step: string;
  readonly object: ObjectRef;
  readonly message: string;
  readonly health?: Health | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type Result = 'applied' | 'unchanged' | 'deleted' | 'failed' | 'skipped' | 'timedOut';

export interface StepOutcome {
  readonly id: string;
  readonly object: ObjectRef;
  readonly action: Action;
  readonly result: Result;
  /** As last seen, where it was looked at. */
  readonly health?: Health | undefined;
  /** Why, for everything that did not go as planned. */
  readonly message: string;
  /** The row for the ledger: what the server returned for the apply. Present also when the object was applied and then did not become healthy. */
  readonly entry?: LedgerEntry | undefined;
  /** The `managedFields` an adopted object had before its managers were moved. */
  readonly adoptedFrom?: readonly ManagedFieldsEntry[] | undefined;
}

export interface Outcome {
  /** `failed` also when the plan had blocked objects and the rest was applied. */
  readonly verdict: 'deployed' | 'failed' | 'timedOut' | 'superseded';
  /** One a step of the plan, in its order, then one for each object of `waitAlso`. */
  readonly steps: readonly StepOutcome[];
}
