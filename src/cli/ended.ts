import type { Converged } from '../app/converge.ts';
import type { Hold } from '../app/hold.ts';

/** How a command ended for one App. */
export interface Ended extends Converged {
  /** Of the verdict `held`. */
  readonly hold?: Hold | undefined;
  /** Why, where no object tells it: what an operator says of an App. */
  readonly message?: string | undefined;
}
