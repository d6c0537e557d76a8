import type { KubeObject } from '../kube/object.ts';
import type { Operation } from './order/hooks.ts';
import type { Desired, Foreseen, LedgerEntry, Observed } from './types.ts';

/** Everything a plan goes by. */
export interface PlanInput {
  readonly app: { readonly name: string; readonly namespace: string };
  readonly desired: readonly Desired[];
  readonly observed: ReadonlyMap<string, Observed>;
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  /** Answers to dry runs, for what `toAsk` said to ask. */
  readonly foreseen: ReadonlyMap<string, Foreseen>;
  readonly unchanged: readonly Desired[];
  /** `Plan.desired` of the last finished deploy, '' when the last one was not; without it a change of a hook that leaves no object goes unseen. */
  readonly lastDesired?: string | undefined;
  readonly operation: Operation;
  /** Our name in `managedFields`. */
  readonly manager: string;
  readonly policy: PlanPolicy;
  /** The other App whose member the object is: `NAMESPACE/NAME`, or the id of its set where its ledger is not known. */
  readonly otherAppOf: (object: KubeObject) => string | undefined;
}

export interface PlanPolicy {
  readonly prune: boolean;
  readonly pruneLimit: number;
  readonly conflicts: 'take' | 'fail';
  readonly partial: boolean;
  readonly consent: {
    readonly empty: boolean;
    /** More deletions than `pruneLimit`. */
    readonly prune: boolean;
    /** Kinds that hold data and may be deleted all the same. */
    readonly kinds: readonly string[];
    readonly replace: boolean;
    /** Deleting an App leaves what holds data without an owner, instead of asking. */
    readonly leaveData?: boolean | undefined;
  };
}
