import type { Drifted } from './parts/drift.ts';
import type { Idle, Restarted } from './parts/restart.ts';
import type { Touched } from './parts/touched.ts';
import type { Untouched } from './parts/untouched.ts';

/** What was found, before it is put into tables. A part that was not asked for is absent. */

export interface Cost {
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/** Of one contender and one size of fleet. Times are in seconds. */
export interface Measured {
  readonly contender: string;
  readonly size: number;
  readonly firstSync: number[];
  /** CPU of the first sync. */
  readonly firstCpu: number[];
  readonly untouched: Untouched[];
  touched?: Touched;
  chain?: number;
  drift?: Drifted;
  restarts: Restarted[];
  idle?: Idle;
  /** Over all parts but the idle one. */
  peakBytes: number;
}

export interface MeasuredSize {
  readonly size: number;
  /** Seconds of a dry run and a write of each object. */
  readonly floors: readonly number[];
  readonly tug: Measured;
  readonly peer: Measured | undefined;
}

export interface MeasuredHelm {
  readonly releases: number;
  readonly floor: number;
  readonly tug: number;
  readonly helm: number;
  readonly cost: Cost;
}

export const emptyMeasured = (contender: string, size: number): Measured => ({
  contender,
  size,
  firstSync: [],
  firstCpu: [],
  untouched: [],
  restarts: [],
  peakBytes: 0,
});
