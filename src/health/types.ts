/** What an object's own status says (kstatus' words). `Unknown` is for objects no rule can judge. */
export type HealthStatus = 'Current' | 'InProgress' | 'Failed' | 'Suspended' | 'Unknown';

export interface Health {
  readonly status: HealthStatus;
  /** Why, in words a person can act on; empty only when there is nothing to add to `Current`. */
  readonly message: string;
}

/** A user's own rule, `spec.health[]` of an App; expressions are CEL over the object's top-level fields. */
export interface HealthRule {
  readonly group: string;
  readonly kind: string;
  readonly current?: string | undefined;
  readonly failed?: string | undefined;
  readonly suspended?: string | undefined;
  readonly inProgress?: string | undefined;
}
