import type { Tug } from './contender.ts';
import { type OperatorMetrics, untilMetrics } from './metrics.ts';

/** When the operator has nothing left to do, read from its own metrics. */

const timeoutMs = 600_000;

const isIdle = (metrics: OperatorMetrics): boolean =>
  metrics.total('tug_queue_keys', { state: 'waiting' }) + metrics.total('tug_queue_keys', { state: 'running' }) === 0;

const looks = (metrics: OperatorMetrics): number => metrics.total('tug_source_looks_total', { result: 'changed' });

/** It has seen a commit after `before` and looked at every App that this concerns. Take `before` before it is told of the commit. */
export async function hasSeenCommit(tug: Tug): Promise<() => Promise<number>> {
  const before = looks(await tug.metrics());
  const holds = (metrics: OperatorMetrics): boolean => looks(metrics) > before && isIdle(metrics);
  return () => untilMetrics('the operator has seen the commit', () => tug.metrics(), holds, timeoutMs);
}

/** After a start: it knows the source and has looked at each of the Apps, all of which are Ready. */
export const isSteady = (tug: Tug, apps: number): Promise<number> =>
  untilMetrics(
    'the operator is steady',
    () => tug.metrics(),
    (metrics) =>
      metrics.total('tug_apps', { ready: 'True' }) >= apps &&
      metrics.total('tug_sources', { state: 'ready' }) > 0 &&
      metrics.total('tug_sources', { state: 'pending' }) === 0 &&
      isIdle(metrics),
    timeoutMs,
  );
