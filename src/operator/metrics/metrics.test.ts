import { expect, test } from 'vitest';
import type { SourceState } from '../sources/types.ts';
import { createMetrics } from './metrics.ts';
import { metricsTable } from './table.ts';

const now = (): number => 1_000_000;

/** Value of one series; undefined when it is not told. */
async function series(metrics: ReturnType<typeof createMetrics>, name: string): Promise<number | undefined> {
  const line = (await metrics.text()).split('\n').find((it) => it.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

test('what happened is counted', async () => {
  const metrics = createMetrics('1.2.3', now);
  metrics.synced('deployed');
  metrics.synced('deployed');
  metrics.took('total', 0.3);
  metrics.driftSeen(3);
  metrics.driftRepaired(2);
  metrics.looked('same');
  metrics.notified('failed');
  metrics.hooked(202);
  expect(await series(metrics, 'tug_syncs_total{verdict="deployed"}')).toBe(2);
  expect(await series(metrics, 'tug_sync_seconds_bucket{le="0.5",phase="total"}')).toBe(1);
  expect(await series(metrics, 'tug_sync_seconds_bucket{le="0.25",phase="total"}')).toBe(0);
  expect(await series(metrics, 'tug_drift_seen_total')).toBe(3);
  expect(await series(metrics, 'tug_drift_repaired_total')).toBe(2);
  expect(await series(metrics, 'tug_source_looks_total{result="same"}')).toBe(1);
  expect(await series(metrics, 'tug_notifications_total{result="failed"}')).toBe(1);
  expect(await series(metrics, 'tug_hooks_total{status="202"}')).toBe(1);
  expect(await series(metrics, 'tug_build_info{version="1.2.3"}')).toBe(1);
});

test('what is known elsewhere is read at each scrape', async () => {
  const metrics = createMetrics('1', now);
  const byVerb = { GET: 1, WATCH: 2 };
  const failed = { kind: 'failed', since: 400_000 } as SourceState;
  metrics.read({
    queue: () => ({ waiting: 1, running: 2, later: 3 }),
    requests: () => byVerb,
    turns: () => ({ waiting: 4, running: 5, streams: 6 }),
    sources: () => [{ state: failed }, { state: { kind: 'pending' } }],
  });
  metrics.read({ replicas: () => ['a', 'b'] });
  expect(await series(metrics, 'tug_queue_keys{state="later"}')).toBe(3);
  expect(await series(metrics, 'tug_api_requests_total{verb="get"}')).toBe(1);
  byVerb.GET = 7;
  expect(await series(metrics, 'tug_api_requests_total{verb="get"}')).toBe(7);
  expect(await series(metrics, 'tug_api_requests{state="waiting"}')).toBe(4);
  expect(await series(metrics, 'tug_watches')).toBe(6);
  expect(await series(metrics, 'tug_sources{state="failed"}')).toBe(1);
  expect(await series(metrics, 'tug_sources{state="ready"}')).toBe(0);
  expect(await series(metrics, 'tug_source_failure_age_seconds')).toBe(600);
  expect(await series(metrics, 'tug_replicas')).toBe(2);
});

test('an App that is gone leaves no series behind, nor does a reason that no App has any more', async () => {
  const metrics = createMetrics('1', now);
  const app = { namespace: 'shop', name: 'web' };
  metrics.app(app, { ready: 'False', reason: 'RenderFailed', release: 4 });
  expect(await series(metrics, 'tug_app_ready{namespace="shop",name="web"}')).toBe(0);
  expect(await series(metrics, 'tug_apps{ready="False",reason="RenderFailed"}')).toBe(1);
  metrics.app(app, { ready: 'True', reason: 'Deployed', release: 5 });
  expect(await series(metrics, 'tug_app_ready{namespace="shop",name="web"}')).toBe(1);
  expect(await series(metrics, 'tug_app_release{namespace="shop",name="web"}')).toBe(5);
  expect(await series(metrics, 'tug_apps{ready="False",reason="RenderFailed"}')).toBeUndefined();
  metrics.forget(app);
  expect(await metrics.text()).not.toContain('web');
});

test('a stalled process shows in the lag', async () => {
  const metrics = createMetrics('1', now);
  await metrics.text();
  await new Promise((resolve) => setTimeout(resolve, 250));
  const end = performance.now() + 400;
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await series(metrics, 'tug_event_loop_lag_seconds')).toBeGreaterThan(0.2);
});

test('every metric of the table is told with its type, and every name says its unit', async () => {
  const text = await createMetrics('1', now).text();
  for (const { name, type } of metricsTable) {
    expect(text).toContain(`# TYPE ${name} ${type}`);
    expect(name).toMatch(type === 'counter' ? /_total$/ : /^(?!.*_total$)/);
    expect(name).not.toMatch(/_ms$|millis|minutes/);
  }
});
