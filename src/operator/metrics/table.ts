/** Every metric of an operator. The reference page is made from this table, and so are the metrics. */
export interface MetricRow {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
}

export const metricsTable = [
  { name: 'tug_build_info', type: 'gauge', labels: ['version'], help: 'Always 1; the version of tug is its label.' },
  { name: 'tug_syncs_total', type: 'counter', labels: ['verdict'], help: 'Deploys that ended, by how they ended.' },
  {
    name: 'tug_sync_seconds',
    type: 'histogram',
    labels: ['phase'],
    help: 'How long deploys took: total, until all was applied; healthy, until all members were healthy too.',
  },
  {
    name: 'tug_queue_keys',
    type: 'gauge',
    labels: ['state'],
    help: 'Apps that wait for their turn, are worked on (those that only wait for health included), or are due later.',
  },
  {
    name: 'tug_drift_seen_total',
    type: 'counter',
    labels: [],
    help: 'Members found changed or missing by another hand than tug.',
  },
  { name: 'tug_drift_repaired_total', type: 'counter', labels: [], help: 'Members brought back after drift.' },
  {
    name: 'tug_api_requests_total',
    type: 'counter',
    labels: ['verb'],
    help: 'Requests sent to the API server, repeats included.',
  },
  {
    name: 'tug_api_requests',
    type: 'gauge',
    labels: ['state'],
    help: 'Requests on behalf of Apps that are under way or wait for their turn.',
  },
  { name: 'tug_watches', type: 'gauge', labels: [], help: 'Open watch connections on behalf of Apps.' },
  {
    name: 'tug_source_looks_total',
    type: 'counter',
    labels: ['result'],
    help: 'Looks at sources: changed, same, or failed.',
  },
  { name: 'tug_sources', type: 'gauge', labels: ['state'], help: 'Distinct sources: pending, ready, or failed.' },
  {
    name: 'tug_source_failure_age_seconds',
    type: 'gauge',
    labels: [],
    help: 'For how long the source that fails longest has failed; 0 when none does.',
  },
  {
    name: 'tug_apps',
    type: 'gauge',
    labels: ['ready', 'reason'],
    help: 'Apps by the status and the reason of their condition Ready.',
  },
  {
    name: 'tug_app_ready',
    type: 'gauge',
    labels: ['namespace', 'name'],
    help: '1 for an App whose condition Ready is True, else 0.',
  },
  {
    name: 'tug_app_release',
    type: 'gauge',
    labels: ['namespace', 'name'],
    help: 'Number of the newest release of an App; 0 when it has none.',
  },
  {
    name: 'tug_notifications_total',
    type: 'counter',
    labels: ['result'],
    help: 'Messages sent out: sent, or failed for good.',
  },
  {
    name: 'tug_hooks_total',
    type: 'counter',
    labels: ['status'],
    help: 'Webhooks received, by the HTTP status answered.',
  },
  {
    name: 'tug_replicas',
    type: 'gauge',
    labels: [],
    help: 'Replicas of the operator this one knows to be alive, itself included.',
  },
  {
    name: 'tug_event_loop_lag_seconds',
    type: 'gauge',
    labels: [],
    help: 'The longest time since the last scrape in which the process could not react.',
  },
  { name: 'process_cpu_seconds_total', type: 'counter', labels: [], help: 'CPU time used by the process.' },
  { name: 'process_resident_memory_bytes', type: 'gauge', labels: [], help: 'Memory of the process.' },
  {
    name: 'process_start_time_seconds',
    type: 'gauge',
    labels: [],
    help: 'When the process was started, in seconds since the epoch.',
  },
] as const satisfies readonly MetricRow[];

export type MetricName = (typeof metricsTable)[number]['name'];
