/**
 * Makes the cluster match a set of objects: observe → plan → apply → record. The half of a deploy that `push`, `rollback`
 * and `delete` share; they differ only in where their objects come from.
 */
import { health, reportsHealth } from '../health/index.ts';
import { carryOut } from '../apply/carry-out.ts';
import type { Outcome } from '../apply/types.ts';
import { parseDuration } from '../lib/duration.ts';
import { partOfLabel } from '../plan/applyset.ts';
import type { Blocked, Desired, Plan } from '../plan/types.ts';
import { type Survey, survey, type SurveyRequest } from './survey/survey.ts';
import { begin, finish, settle } from './record.ts';
import type { Release, Verdict } from './release/release.ts';
import { ledgerId } from './ledger/ledger.ts';
import { fieldManager } from './names.ts';
import type { Approve, Consent, World } from './world.ts';

export interface ConvergeRequest extends SurveyRequest {
  readonly consent: Consent;
  /** `plan` stops before the first write. */
  readonly until: 'plan' | 'verdict';
  readonly approve: Approve;
}

export interface Converged {
  readonly verdict: Verdict;
  /** Planned only, because the App says so. */
  readonly shadow?: boolean;
  readonly plan: Plan;
  readonly desired: readonly Desired[];
  readonly outcome: Outcome | undefined;
  readonly blocked: readonly Blocked[];
  /** The record that was kept of it; none when nothing was written. */
  readonly release: Release | undefined;
  readonly seconds: number;
}

/** How many requests are under way at once: enough to keep an API server of a few cores busy, too few to be throttled by fairness. */
const concurrency = 24;

export async function converge(request: ConvergeRequest, world: World): Promise<Converged> {
  const startedAt = world.now();
  const seen = await survey(request, world);
  const { plan, desired } = seen;
  const { sync } = request.spec;
  const end = (verdict: Verdict, outcome?: Outcome, release?: Release): Converged => ({
    verdict,
    plan,
    desired: [...desired.values()],
    outcome,
    blocked: plan.blocked,
    release,
    seconds: (world.now() - startedAt) / 1000,
  });

  if (request.until === 'plan') return end(plan.blocked.length > 0 ? 'blocked' : 'planned');
  if (plan.blocked.length > 0 && !sync.partial) return end('blocked');
  if (!hasWrites(plan)) {
    const begun = await settle(seen, request, world);
    const outcome = seen.unhealthy.length > 0 && sync.wait ? await apply(seen, request, world) : nothingDone;
    const verdict = plan.blocked.length > 0 ? 'blocked' : verdictOf(plan, outcome);
    const release = isNews(seen, request, verdict)
      ? await finish({ begun, seen, outcome, verdict, startedAt }, request, world)
      : undefined;
    return end(release?.verdict ?? verdict, outcome, release);
  }
  if (!(await request.approve(plan))) return end('planned');

  const begun = await begin(seen, request, world);
  const outcome = await apply(seen, request, world);
  const verdict = verdictOf(plan, outcome);
  const release = await finish({ begun, seen, outcome, verdict, startedAt }, request, world);
  return end(release.verdict, outcome, release);
}

const nothingDone: Outcome = { verdict: 'deployed', steps: [] };

/**
 * Whether finding nothing to do is worth a release: after a deploy that failed or was cut off, all is well now; or the files
 * changed in what is not applied with the rest, such as a test hook.
 */
function isNews({ ledger, plan }: Survey, { operation }: ConvergeRequest, verdict: Verdict): boolean {
  return verdict === 'unchanged' && operation !== 'delete' && ledger.desired !== plan.desired;
}

function apply({ plan, desired, unhealthy }: Survey, request: ConvergeRequest, world: World): Promise<Outcome> {
  const { sync } = request.spec;
  return carryOut({
    api: world.api,
    plan,
    desired,
    manager: fieldManager,
    members: `${partOfLabel}=${ledgerId(request.ref)}`,
    conflicts: sync.conflicts,
    wait: sync.wait,
    timeoutMs: parseDuration(sync.timeout) ?? 300_000,
    concurrency,
    partial: sync.partial,
    waitAlso: sync.wait ? unhealthy : [],
    health: judge(request),
    reportsHealth,
    now: world.now,
    ...(world.signal ? { signal: world.signal } : {}),
    onProgress: world.onProgress,
    eyes: world.memory?.eyes,
  });
}

/** `unchanged` also when all there was to do was to wait for objects that were on their way. */
function verdictOf(plan: Plan, outcome: Outcome): Verdict {
  if (outcome.verdict !== 'deployed') return outcome.verdict;
  if (plan.blocked.length > 0) return 'failed';
  return hasWrites(plan) ? 'deployed' : 'unchanged';
}

const hasWrites = (plan: Plan): boolean => plan.steps.some((step) => step.action !== 'keep');

function judge(request: ConvergeRequest): (object: Parameters<typeof health>[0]) => ReturnType<typeof health> {
  const rules = request.spec.health;
  return (object) => health(object, { rules });
}
