import type { Api } from '../../kube/index.ts';
import type { Logger } from '../log/types.ts';

export interface Clock {
  /** Milliseconds; never goes back. */
  readonly monotonic: () => number;
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
}

export interface ShardOptions {
  readonly api: Api;
  /** Of this replica, unlike that of any other that is alive: the name of its Pod. */
  readonly name: string;
  readonly log: Logger;
  /** Apps are shared among replicas of one scope: those that work on the same namespaces. A label's value; `all` when absent. */
  readonly scope?: string;
  /** Where the Leases are; `tug-system` when absent. */
  readonly namespace?: string;
  /** Resolves when nothing is done any more for Apps that `owns` says no for. Only then are they given to others. */
  readonly settled?: () => Promise<void>;
  readonly clock?: Clock;
  readonly times?: Times;
}

export interface Times {
  readonly renewMs: number;
  /** Others take over after so long without a renewal. Whole seconds: that is what a Lease can hold. */
  readonly leaseMs: number;
  /** So long before that a replica itself stops writing: for clocks that run unlike, and for what is on its way. */
  readonly marginMs: number;
}

export const defaultTimes: Times = { renewMs: 2_000, leaseMs: 6_000, marginMs: 1_000 };

export const systemClock: Clock = { monotonic: () => performance.now(), wall: () => Date.now() };
