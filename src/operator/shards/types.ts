/** Which replica works on which App. */
export interface Shard {
  /** Whether this replica is the one to work on this App. Changes only with a call of the listener. */
  owns(app: string): boolean;
  /**
   * Whether this replica may still write: its lease is fresh by its own monotonic clock. A process that was frozen finds this false when
   * it thaws, before it has sent anything.
   */
  mayWrite(): boolean;
  onChange(listener: () => void): void;
  /** For metrics and logs. */
  readonly replicas: readonly string[];
  /** Gives the lease back, so that others take over at once. */
  close(): Promise<void>;
}
