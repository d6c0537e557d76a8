import type { Progress } from '../apply/types.ts';
import type { Api } from '../kube/index.ts';
import type { Plan } from '../plan/types.ts';

/** What a deploy needs of the world outside its spec; a test or the operator supplies its own. */
export interface World {
  readonly api: Api;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (event: Progress) => void;
  readonly onWarning: (text: string) => void;
}

/** Asked once, with a plan that has steps and is not blocked; false ends the deploy before any write. */
export type Approve = (plan: Plan) => Promise<boolean>;

/** Yeses given beforehand, for what a plan otherwise refuses. */
export interface Consent {
  /** Kinds whose members may be deleted although deleting loses data: Namespace, PersistentVolumeClaim, CustomResourceDefinition. */
  readonly deleteKinds: readonly string[];
  /** More deletions than `sync.pruneLimit`. */
  readonly manyDeletions: boolean;
  /** A desired set with nothing in it. */
  readonly empty: boolean;
  /** Delete and create again what cannot be changed in place. */
  readonly replace: boolean;
}
