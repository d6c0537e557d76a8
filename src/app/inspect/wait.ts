import { carryOut } from '../../apply/carry-out.ts';
import type { ApplyInput, Outcome } from '../../apply/types.ts';
import { health, reportsHealth } from '../../health/index.ts';
import { groupOf } from '../../kube/object.ts';
import { parseDuration } from '../../lib/duration.ts';
import { Problem } from '../../lib/errors.ts';
import type { Plan } from '../../plan/types.ts';
import type { Converged } from '../converge.ts';
import type { AppRef } from '../ledger/ledger.ts';
import { fieldManager } from '../names.ts';
import { observe } from '../survey/observe.ts';
import { existingLedger } from './status.ts';
import type { World } from '../world.ts';

/** Waits until every member of an App is healthy. Writes nothing. */
export async function waitForApp(ref: AppRef, timeout: string, world: World): Promise<Converged> {
  const startedAt = world.now();
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === undefined) {
    throw new Problem('Usage', `--timeout ${timeout} is not a duration`, { hint: 'write it as 5m' });
  }
  const observed = await observe(world.api, await existingLedger(ref, world), world.signal);
  const waitAlso = [...observed.values()].map((m) => m.ref).filter((r) => reportsHealth(groupOf(r.apiVersion), r.kind));
  const plan = emptyPlan(ref, observed.size);
  const outcome = await waitForObjects({ plan, waitAlso, timeoutMs, health }, world);
  return {
    verdict: outcome.verdict === 'deployed' ? 'unchanged' : outcome.verdict,
    plan,
    desired: [],
    outcome,
    blocked: [],
    release: undefined,
    seconds: (world.now() - startedAt) / 1000,
  };
}

/** Waits for the health of these objects, by the rules of `health`; the plan has no steps. */
export function waitForObjects(
  what: Pick<ApplyInput, 'plan' | 'waitAlso' | 'timeoutMs' | 'health' | 'eyes'>,
  world: Pick<World, 'api' | 'now' | 'signal' | 'onProgress'>,
): Promise<Outcome> {
  return carryOut({
    ...what,
    api: world.api,
    desired: new Map(),
    manager: fieldManager,
    conflicts: 'take',
    wait: true,
    concurrency: 8,
    partial: false,
    reportsHealth,
    now: world.now,
    signal: world.signal,
    onProgress: world.onProgress,
  });
}

export function emptyPlan(app: AppRef, unchanged: number): Plan {
  const none = { create: 0, update: 0, adopt: 0, replace: 0, run: 0, delete: 0, keep: 0, orphan: 0 };
  return { app, desired: '', summary: { ...none, unchanged }, steps: [], blocked: [] };
}
