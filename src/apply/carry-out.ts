import { Problem, type ProblemCode } from '../lib/errors.ts';
import { formatDuration } from '../lib/duration.ts';
import { runGraph } from './graph.ts';
import { openSite, type Site } from './site.ts';
import { awaited, failureTasks, type StepTask, tasksOf } from './order.ts';
import { perform, performWait } from './perform.ts';
import { skipped } from './report.ts';
import type { ApplyInput, Outcome, StepOutcome } from './types.ts';

/** What hooks that run after a failure may take when the deadline is what failed. */
const failureAllowanceMs = 60_000;

/**
 * Carries a plan out: every step as soon as what it waits for allows, at most `concurrency` requests at once. Never raises
 * because of a step: each ends in its outcome. Problem `Blocked` before any write when the plan is blocked and `partial` is not set.
 */
export async function carryOut(input: ApplyInput): Promise<Outcome> {
  const { plan } = input;
  if (plan.blocked.length > 0 && !input.partial) {
    throw new Problem('Blocked', `the plan is blocked by ${plan.blocked.length} object(s)`, {
      hint: 'correct them, or apply the rest with --partial',
    });
  }
  const outcomes = new Map<string, StepOutcome>();
  const over = timer(input.signal, input.timeoutMs, `not done after ${formatDuration(input.timeoutMs)}`);
  const site = openSite(input, over.signal);
  try {
    await Promise.all([
      runAll(site, tasksOf(plan, input), outcomes),
      ...input.waitAlso.map((ref) => performWait(site, ref, outcomes)),
    ]);
  } finally {
    site.close();
    over.clear();
  }
  await afterFailure(input, outcomes);
  return { verdict: verdictOf(input, outcomes), steps: inOrder(input, outcomes) };
}

async function runAll(site: Site, tasks: readonly StepTask[], outcomes: Map<string, StepOutcome>): Promise<void> {
  const waited = awaited(tasks);
  await runGraph(tasks, {
    signal: site.signal,
    run: async (task, applied) =>
      'step' in task ? perform(site, task.step, waited.has(task.id), applied, outcomes) : !('blocked' in task),
    skip: (task, because) => {
      if ('step' in task) outcomes.set(task.id, skipped(site, task.step, because));
    },
  });
}

/** Hooks for the case of failure; their time is their own, for the deadline may be what failed. */
async function afterFailure(input: ApplyInput, outcomes: Map<string, StepOutcome>): Promise<void> {
  const tasks = failureTasks(input.plan);
  if (tasks.length === 0) return;
  const failed = [...outcomes.values()].some(({ result }) => result === 'failed' || result === 'timedOut');
  const over = timer(undefined, failureAllowanceMs, `not done ${formatDuration(failureAllowanceMs)} after the failure`);
  if (!failed || input.signal?.aborted) over.stop(new Problem('Failed', 'it runs only when something fails'));
  const site = openSite(input, over.signal);
  try {
    await runAll(site, tasks, outcomes);
  } finally {
    site.close();
    over.clear();
  }
}

interface Timer {
  readonly signal: AbortSignal;
  readonly stop: (reason: Problem) => void;
  readonly clear: () => void;
}

function timer(signal: AbortSignal | undefined, ms: number, message: string): Timer {
  const controller = new AbortController();
  const pass = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) pass();
  signal?.addEventListener('abort', pass, { once: true });
  const late = setTimeout(
    () => controller.abort(new Problem('Timeout', message, { hint: 'raise sync.timeout if it only needs longer' })),
    ms,
  );
  const clear = (): void => {
    clearTimeout(late);
    signal?.removeEventListener('abort', pass);
  };
  return { signal: controller.signal, stop: (reason) => controller.abort(reason), clear };
}

function verdictOf(input: ApplyInput, outcomes: ReadonlyMap<string, StepOutcome>): Outcome['verdict'] {
  const reason: unknown = input.signal?.reason;
  if (reason instanceof Problem && reason.code === ('Superseded' satisfies ProblemCode)) return 'superseded';
  const onlyAfter = new Set(failureTasks(input.plan).map(({ id }) => id));
  const results = new Set([...outcomes.values()].filter(({ id }) => !onlyAfter.has(id)).map(({ result }) => result));
  if (results.has('failed') || input.plan.blocked.length > 0) return 'failed';
  if (results.has('timedOut')) return 'timedOut';
  return results.has('skipped') ? skippedVerdict(input) : 'deployed';
}

/** Nothing failed, and yet steps were never begun: the time was up, or the whole was stopped. */
function skippedVerdict({ signal }: ApplyInput): Outcome['verdict'] {
  return signal?.aborted ? 'failed' : 'timedOut';
}

function inOrder({ plan, waitAlso }: ApplyInput, outcomes: ReadonlyMap<string, StepOutcome>): StepOutcome[] {
  const planned = new Set(plan.steps.map(({ id }) => id));
  const waited = waitAlso.length === 0 ? [] : [...outcomes.values()].filter(({ id }) => !planned.has(id));
  return [...plan.steps.flatMap(({ id }) => outcomes.get(id) ?? []), ...waited];
}
