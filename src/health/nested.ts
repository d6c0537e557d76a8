import type { KubeObject } from '../kube/object.ts';
import { type Condition, conditionFrom, isStale, listAt, statusOf } from './status.ts';

/** Lists of the Gateway API's pattern, also used by policies and routes of others: conditions for each thing attached to. */
const lists: readonly string[] = ['parents', 'ancestors', 'listeners', 'ingress', 'targets'];

/** The conditions inside such lists. What one of them says of an earlier spec is left out: it may be gone from this one. */
export function nestedConditions(object: KubeObject): Condition[] {
  const status = statusOf(object);
  return lists
    .flatMap((name) => listAt(status, name))
    .flatMap((item) => listAt(item, 'conditions'))
    .map(conditionFrom)
    .filter((condition) => !isStale(object, condition));
}
