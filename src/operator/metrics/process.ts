import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Recorder } from './registry.ts';

/** The loop is looked at this often: often enough to see a stall that matters, too seldom to cost anything at rest. */
const resolutionMs = 100;

/** What a process knows of itself. The loop is watched from the first call on: an operator that nobody scrapes does not pay for it. */
export function processReader(recorder: Recorder): () => void {
  let delay: ReturnType<typeof monitorEventLoopDelay> | undefined;
  const startedAt = Date.now() / 1_000 - process.uptime();
  return () => {
    if (!delay) {
      delay = monitorEventLoopDelay({ resolution: resolutionMs });
      delay.enable();
    }
    const { user, system } = process.cpuUsage();
    recorder.set('process_cpu_seconds_total', (user + system) / 1e6);
    recorder.set('process_resident_memory_bytes', process.memoryUsage.rss());
    recorder.set('process_start_time_seconds', startedAt);
    // What is measured is the time between two looks.
    recorder.set('tug_event_loop_lag_seconds', Math.max(delay.max / 1e9 - resolutionMs / 1e3, 0));
    delay.reset();
  };
}
