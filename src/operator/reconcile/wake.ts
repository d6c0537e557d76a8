import type { Operator } from '../operator.ts';
import { priorities } from '../queue/types.ts';

/** Looks at every App that waits for this one. */
export function wakeDependents({ apps, queue }: Operator, key: string): void {
  for (const dependent of apps.dependents(key)) queue.add(dependent, priorities.change);
}
