import type { Health } from '../health/types.ts';
import type { OwnMark } from '../kube/fields.ts';
import type { KubeObject, ObjectRef } from '../kube/object.ts';

/** The rendered object as it will be applied (namespace set, labels added, ignored paths dropped), with its digest. */
export interface Desired {
  readonly key: string;
  readonly object: KubeObject;
  /** sha256 of the canonical JSON of `object`, hex. */
  readonly digest: string;
  /** For messages: file:line. */
  readonly where: string;
  /** JSON pointers that were left out of `object` on purpose (`spec.ignore`, replicas of an HPA's target). */
  readonly ignored: readonly string[];
}

/** One row of the ledger: what the last apply of this object looked like when the server returned it. */
export interface LedgerEntry {
  readonly digest: string;
  /** Hash of the `fieldsV1` of our own managedFields entry. */
  readonly owned: string;
  /** `time` of that entry. */
  readonly time: string;
  readonly generation: number;
}

/** A live object that carries the App's label, as a list or a watch of metadata (or of whole objects) saw it. */
export interface Observed {
  readonly key: string;
  readonly ref: ObjectRef;
  /** Metadata at least; the whole object where the list was a full one. */
  readonly object: KubeObject;
  readonly full: boolean;
  /** What our own applies left on it. */
  readonly own: OwnMark;
  /** Where whoever watched it has judged it and not kept the whole object. */
  readonly health?: Health;
}

/** What the API server answered to a dry run of one desired object. */
export type Foreseen =
  // Not asked, or not answered: its namespace, its kind or what it needs comes with this plan, or a webhook takes no dry runs. `note` says which.
  | { readonly kind: 'absent'; readonly note?: string | undefined }
  | { readonly kind: 'create'; readonly result: KubeObject }
  | { readonly kind: 'update'; readonly live: KubeObject; readonly result: KubeObject }
  | { readonly kind: 'refused'; readonly live: KubeObject | undefined; readonly refusal: Refusal };

/** Why the server would refuse an apply. */
export interface Refusal {
  readonly reason:
    | 'invalid'
    | 'immutable'
    | 'forbidden'
    | 'admission'
    | 'conflict'
    | 'unknownKind'
    | 'schema'
    | 'other';
  readonly message: string;
  /** Field paths, for `immutable`, `invalid` and `schema`. */
  readonly fields: readonly string[];
}

export type Action = 'create' | 'update' | 'adopt' | 'replace' | 'run' | 'delete' | 'keep' | 'orphan';

export type Risk =
  | { readonly kind: 'restartsPods' }
  | { readonly kind: 'immutable'; readonly fields: readonly string[] }
  | { readonly kind: 'losesData'; readonly what: string }
  | { readonly kind: 'takesField'; readonly field: string; readonly from: string };

export interface Change {
  /** JSON pointer; list items with an associative key are named by it: `/spec/template/spec/containers[name=web]/image`. */
  readonly path: string;
  /** `undefined` when the field is new. Masked where the object holds secrets. */
  readonly from?: unknown;
  readonly to?: unknown;
  /** The manager that owns the field now, when it is not us. */
  readonly owner?: string | undefined;
}

/** An edge of the order: this step starts when step `step` has been applied, or is healthy. */
export interface After {
  readonly step: string;
  readonly until: 'applied' | 'healthy';
}

/** When in a deploy a hook runs; `deploy` is the ordinary time. */
export type Stage = 'before' | 'deploy' | 'after' | 'onFailure';

export interface Step {
  /** `refKey` of the object. */
  readonly id: string;
  readonly action: Action;
  readonly object: ObjectRef;
  readonly reason: string;
  readonly stage: Stage;
  readonly after: readonly After[];
  readonly risks: readonly Risk[];
  readonly changes: readonly Change[];
  /** For `delete`, `replace`, `update`, `adopt`: the version the plan was made against. */
  readonly resourceVersion?: string | undefined;
  readonly uid?: string | undefined;
  /** For `run`: when the hook's object is removed again. */
  readonly hook?: HookPolicy | undefined;
}

export interface HookPolicy {
  readonly deleteBefore: boolean;
  readonly deleteOnSuccess: boolean;
  readonly deleteOnFailure: boolean;
}

export interface Blocked {
  readonly object: ObjectRef;
  readonly reason: string;
  /** What makes it go away, as an imperative clause. */
  readonly remedy: string;
  /** Whether it stands in the place of a step for a desired object. */
  readonly ofDesired?: boolean;
}

export interface Summary {
  readonly create: number;
  readonly update: number;
  readonly adopt: number;
  readonly replace: number;
  readonly run: number;
  readonly delete: number;
  readonly keep: number;
  readonly orphan: number;
  readonly unchanged: number;
}

export interface Plan {
  readonly app: { readonly name: string; readonly namespace: string };
  /** Digest over all desired objects. */
  readonly desired: string;
  readonly summary: Summary;
  readonly steps: readonly Step[];
  readonly blocked: readonly Blocked[];
}
