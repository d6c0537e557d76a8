import type { GitServer } from '../../lib/git-server.ts';
import type { Tug } from './contender.ts';
import { type OperatorMetrics, untilMetrics } from './metrics.ts';

/** When the operator has nothing left to do, read from its own metrics. */

const timeoutMs = 120_000;

const isIdle = (metrics: OperatorMetrics): boolean =>
  metrics.total('tug_queue_keys', { state: 'waiting' }) + metrics.total('tug_queue_keys', { state: 'running' }) === 0;

/** It takes a moment to get from what Git has answered to the queue; a pause that is no longer than this is no end. */
const pauseMs = 250;

/**
 * It has been told of the commit by the Git server, and then has looked at every App that this concerns. Take this before it is told that
 * there is one. The time is that at which it came to rest.
 */
export function hasSeenCommit(tug: Tug, git: GitServer): () => Promise<number> {
  const from = Date.now();
  let restingSince: number | undefined;
  let answered = 0;
  const holds = (metrics: OperatorMetrics): boolean => {
    const isQuiet = git.toldSince(from) !== undefined && git.lastAnswer() === answered;
    answered = git.lastAnswer();
    if (!isIdle(metrics) || !isQuiet) restingSince = undefined;
    else restingSince ??= performance.now();
    return restingSince !== undefined && performance.now() - restingSince > pauseMs;
  };
  return async () => {
    const found = await untilMetrics('the operator has seen the commit', () => tug.metrics(), holds, timeoutMs);
    return restingSince ?? found;
  };
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
