/** What one look at an App came to: what is said of it, and when to look again without being told to. */
import type { Said, StatusInput } from '../status/index.ts';

export interface Finding extends Omit<StatusInput, 'generation'> {
  /** Nothing to say yet: it is looked at again before anybody has to know. */
  readonly quiet?: boolean;
  readonly againMs?: number;
}

export const said = (reason: Said['reason'], message: string, more: Omit<Finding, 'said'> = {}): Finding => ({
  said: { reason, message },
  ...more,
});
