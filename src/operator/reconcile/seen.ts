import type { Ledger } from '../../app/ledger/ledger.ts';
import type { SourceState } from '../sources/types.ts';
import type { Drift } from './drift.ts';

/** What one look at an App found, before anything is done about it. */
export interface Seen {
  readonly ledger: Ledger;
  readonly state: SourceState;
  readonly drifts: readonly Drift[];
  readonly lagging: boolean;
  /** Outside of the sync windows: nothing is written. */
  readonly shut: { readonly because: string; readonly opensAt?: number } | undefined;
  /** The request of `tug sync` that was not acted on yet. */
  readonly asked: string | undefined;
}
