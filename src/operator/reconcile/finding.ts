/** What one look at an App came to: what is said of it, and when to look again without being told to. */
import type { Said, StatusInput } from '../status/index.ts';

export interface Finding extends Omit<StatusInput, 'generation'> {
  readonly againMs?: number;
}

export const said = (reason: Said['reason'], message: string, more: Omit<Finding, 'said'> = {}): Finding => ({
  said: { reason, message },
  ...more,
});
