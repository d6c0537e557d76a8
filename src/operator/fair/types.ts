export interface SchedulerOptions {
  /** Requests under way at once, over all tenants; 48 when absent. */
  readonly limit?: number;
  /** Watches open at once, for each tenant; 200 when absent. */
  readonly streams?: number;
}

/** Gives requests their turn: between tenants that wait round robin, within a tenant in order of arrival. A tenant alone may use every place. */
export interface Scheduler {
  /** Waits for a turn; what it resolves to gives the place back. Rejects with the signal's reason, or Problem Timeout after `waitMs`. */
  turn(tenant: string, waitMs: number, signal?: AbortSignal): Promise<() => void>;
  /** Counts a stream until what it gives is called. Problem LimitExceeded beyond the bound. */
  stream(tenant: string): () => void;
  readonly counts: { readonly waiting: number; readonly running: number; readonly streams: number };
}
