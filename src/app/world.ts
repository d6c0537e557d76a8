import type { Creations } from '../apply/foresee.ts';
import type { Eyes, Progress } from '../apply/types.ts';
import type { Api } from '../kube/index.ts';
import type { Blocked, Desired, Observed, Plan } from '../plan/types.ts';
import type { AppRef, Ledger } from './ledger/ledger.ts';

/** What a deploy needs of the world outside its spec; a test or the operator supplies its own. */
export interface World {
  readonly api: Api;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (event: Progress) => void;
  readonly onWarning: (text: string) => void;
  /** A push has none and asks. */
  readonly memory?: Memory;
  /** Objects that a policy beside RBAC does not allow, each with the reason. */
  readonly refuse?: (desired: readonly Desired[]) => readonly Blocked[];
}

/**
 * What a process that runs for ever knows by its watches, and so need not ask. It may lag behind: what is planned from it is checked by
 * the server's own answers and by the ledger's resourceVersion.
 */
export interface Memory {
  /** The user the API server takes us for. */
  readonly who: string;
  /** As last read or written; undefined when it has to be asked for. */
  ledger(app: AppRef): Ledger | undefined;
  keep(ledger: Ledger): void;
  /** Somebody else wrote it. */
  lose(app: AppRef): void;
  /** Undefined while the watches do not cover every kind and namespace of the ledger. */
  members(ledger: Ledger): ReadonlyMap<string, Observed> | undefined;
  /** Whether a namespace is known to exist. */
  hasNamespace(name: string): boolean;
  readonly creations: Creations;
  /** Watches that all deploys share. */
  readonly eyes: Eyes;
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
  /** When an App is deleted, leave members that hold data, without an owner, instead of refusing to delete it. */
  readonly leaveData?: boolean;
}
