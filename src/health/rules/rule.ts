import type { HealthStatus } from '../types.ts';

/**
 * How to judge the kinds of one API group: CEL over the object (`status.phase`, `object`, the functions of
 * ../expressions.ts). The first expression that holds decides, in the order failed, suspended, inProgress, current.
 * A field that an expression reads and the object lacks makes it not hold.
 */
export interface KindRule {
  /** `*` stands for the kinds of the group that no other rule names. */
  readonly kinds: readonly string[];
  readonly failed?: string;
  readonly suspended?: string;
  readonly inProgress?: string;
  readonly current?: string;
  /** Current whatever the status says or lacks: the spec asks for nothing that could be waited for. */
  readonly idle?: string;
  /** Asked before the others: the controller itself says that it does not know. */
  readonly unknown?: string;
  /** When none holds: InProgress where there is a `current`, else what the convention says. */
  readonly otherwise?: HealthStatus | 'convention';
  /** For an object without a status; InProgress unless said otherwise, for its controller has yet to see it. */
  readonly blank?: HealthStatus;
  /** The same for a status that was written and is empty; as `blank` unless said otherwise. */
  readonly empty?: HealthStatus;
  /** Kinds that have no status to wait for. */
  readonly always?: HealthStatus;
  /** CEL giving a text. Without one the message is looked for where controllers write them. */
  readonly message?: string;
  /** For controllers whose `observedGeneration` is not that of the object's spec. */
  readonly ignoresGeneration?: boolean;
}

/** One API group, or with a leading `*.` every group that ends so. */
export interface GroupRules {
  readonly groups: readonly string[];
  readonly rules: readonly KindRule[];
}
