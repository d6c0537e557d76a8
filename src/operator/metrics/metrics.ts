import { refreshApps, type AppReadings } from './apps.ts';
import { processReader } from './process.ts';
import { createRecorder, type Recorder } from './registry.ts';
import type { Metrics, Readings } from './types.ts';

/** `now`: milliseconds since the epoch, as the states of sources count them. */
export function createMetrics(version: string, now: () => number = Date.now): Metrics {
  const recorder = createRecorder();
  const readProcess = processReader(recorder);
  const apps: AppReadings = new Map();
  let readings: Readings = {};
  recorder.set('tug_build_info', 1, { version });
  return {
    read: (more) => {
      readings = { ...readings, ...more };
    },
    synced: (verdict) => recorder.add('tug_syncs_total', 1, { verdict }),
    took: (phase, seconds) => recorder.observe('tug_sync_seconds', seconds, { phase }),
    driftSeen: (members) => recorder.add('tug_drift_seen_total', members),
    driftRepaired: (members) => recorder.add('tug_drift_repaired_total', members),
    looked: (result) => recorder.add('tug_source_looks_total', 1, { result }),
    notified: (result) => recorder.add('tug_notifications_total', 1, { result }),
    hooked: (status) => recorder.add('tug_hooks_total', 1, { status }),
    app: ({ namespace, name }, reading) => {
      apps.set(`${namespace}/${name}`, { namespace, name, ...reading });
    },
    forget: ({ namespace, name }) => {
      apps.delete(`${namespace}/${name}`);
    },
    text: () => {
      readProcess();
      refreshApps(recorder, apps);
      refresh(recorder, readings, now());
      return recorder.text();
    },
    contentType: recorder.contentType,
  };
}

function refresh(recorder: Recorder, { queue, requests, turns, sources, replicas }: Readings, now: number): void {
  if (queue) setStates(recorder, 'tug_queue_keys', queue());
  for (const [verb, count] of Object.entries(requests?.() ?? {})) {
    recorder.set('tug_api_requests_total', count, { verb: verb.toLowerCase() });
  }
  if (turns) {
    const { waiting, running, streams } = turns();
    setStates(recorder, 'tug_api_requests', { waiting, running });
    recorder.set('tug_watches', streams);
  }
  if (sources) refreshSources(recorder, sources(), now);
  if (replicas) recorder.set('tug_replicas', replicas().length);
}

function refreshSources(recorder: Recorder, sources: ReturnType<NonNullable<Readings['sources']>>, now: number): void {
  const counts = { pending: 0, ready: 0, failed: 0 };
  let oldest = now;
  for (const { state } of sources) {
    counts[state.kind] += 1;
    if (state.kind === 'failed') oldest = Math.min(oldest, state.since);
  }
  setStates(recorder, 'tug_sources', counts);
  recorder.set('tug_source_failure_age_seconds', (now - oldest) / 1_000);
}

function setStates(
  recorder: Recorder,
  name: 'tug_queue_keys' | 'tug_api_requests' | 'tug_sources',
  counts: Readonly<Record<string, number>>,
): void {
  for (const [state, count] of Object.entries(counts)) recorder.set(name, count, { state });
}
