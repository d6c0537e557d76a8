import type { AppRef } from '../../app/ledger/ledger.ts';
import type { Verdict } from '../../app/release/release.ts';
import type { WorkQueue } from '../queue/types.ts';
import type { SourceState } from '../sources/types.ts';
import type { Reason } from '../status/types.ts';

/** `total`: from the first look at new inputs until they are applied; `healthy`: until all members were healthy too. */
export type Phase = 'total' | 'healthy';

/** Where to read what is known elsewhere, at each scrape. What is absent is not told. */
export interface Readings {
  readonly queue?: () => WorkQueue['counts'];
  /** `byVerb` of the statistics of the connection. */
  readonly requests?: () => Readonly<Record<string, number>>;
  /** Of the scheduler that gives tenants their turns. */
  readonly turns?: () => { readonly waiting: number; readonly running: number; readonly streams: number };
  readonly sources?: () => readonly { readonly state: SourceState }[];
  readonly replicas?: () => readonly string[];
}

export interface AppReading {
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly reason: Reason;
  readonly release: number;
}

export interface Metrics {
  /** Adds to what was given before. */
  read(readings: Readings): void;
  /** A deploy ended. */
  synced(verdict: Verdict): void;
  took(phase: Phase, seconds: number): void;
  driftSeen(members: number): void;
  driftRepaired(members: number): void;
  looked(result: 'changed' | 'same' | 'failed'): void;
  notified(result: 'sent' | 'failed'): void;
  hooked(status: number): void;
  app(app: AppRef, reading: AppReading): void;
  /** The App is gone, or another replica's. */
  forget(app: AppRef): void;
  /** The text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}
