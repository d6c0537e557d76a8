import { carryOut } from '../apply/carry-out.ts';
import { health, reportsHealth } from '../health/index.ts';
import { parseDuration } from '../lib/duration.ts';
import { Problem } from '../lib/errors.ts';
import { testSteps } from '../plan/order/hooks.ts';
import type { Converged } from './converge.ts';
import type { AppRef } from './ledger/ledger.ts';
import { fieldManager } from './names.ts';
import { readRelease } from './release/store.ts';
import { existingLedger } from './inspect/status.ts';
import { emptyPlan } from './inspect/wait.ts';
import type { World } from './world.ts';

/** Runs the test hooks of an App's newest release. Members are not touched, and no release is recorded. */
export async function testApp(ref: AppRef, timeout: string, world: World): Promise<Converged> {
  const startedAt = world.now();
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === undefined) {
    throw new Problem('Usage', `--timeout ${timeout} is not a duration`, { hint: 'write it as 5m' });
  }
  const ledger = await existingLedger(ref, world);
  const { desired } = await readRelease(world.api, ref, ledger.release);
  const steps = testSteps(desired);
  if (steps.length === 0) {
    throw new Problem('NotFound', `App ${ref.namespace}/${ref.name} has no tests`, {
      hint: 'a test is a Pod or Job with the annotation helm.sh/hook: test',
    });
  }
  const empty = emptyPlan(ref, 0);
  const plan = { ...empty, summary: { ...empty.summary, run: steps.length }, steps };
  const outcome = await carryOut({
    api: world.api,
    plan,
    desired: new Map(desired.map((d) => [d.key, d])),
    manager: fieldManager,
    conflicts: 'take',
    wait: true,
    timeoutMs,
    concurrency: 1,
    partial: false,
    waitAlso: [],
    health,
    reportsHealth,
    now: world.now,
    signal: world.signal,
    onProgress: world.onProgress,
  });
  const seconds = (world.now() - startedAt) / 1000;
  return { verdict: outcome.verdict, plan, desired, outcome, blocked: [], release: undefined, seconds };
}
