/** Brings an App to what its source says now. Undefined when it is there already, or may not go there yet and has been there before. */
import type { Converged } from '../../app/converge.ts';
import { inTree } from '../../app/source.ts';
import { Problem } from '../../lib/errors.ts';
import type { Tree } from '../../source/tree.ts';
import type { SourceReady } from '../sources/types.ts';
import { shutDependency } from './dependencies.ts';
import { deployApp, type Doing } from './deploy.ts';
import { type Failure, failureIn, failureOf, retryAfter } from './failure.ts';
import { type Finding, said } from './finding.ts';
import { inputsDigest } from './inputs.ts';
import { afterDeploy } from './keep.ts';
import { planText } from './plan-text.ts';
import type { Seen } from './seen.ts';
import { say } from './say.ts';

export async function advance(doing: Doing, seen: Seen): Promise<Finding | undefined> {
  const { one, app, op } = doing;
  const { ledger, state } = seen;
  /** Something whole is there, which can be kept as it is while nobody knows what the source says. */
  const isWhole = ledger.release > 0 && ledger.desired !== '';
  if (state.kind === 'pending') return isWhole ? undefined : pending(doing);
  const ready = state.kind === 'ready' ? state : state.last;
  if (!ready) {
    const { message } = failureOf(state.kind === 'failed' ? state.problem : undefined).said;
    return isWhole ? undefined : said('SourceUnavailable', message);
  }
  const path = inTree(app.spec.source.path);
  const tree = await ready.open();
  const inputs = await inputsDigest(one, app, { tree, path, reads: ledger.inputs?.reads ?? [] }, doing.seat);
  const isThere = ledger.desired !== '' && ledger.inputs?.digest === inputs;
  if (isThere) {
    one.attempt = undefined;
    return undefined;
  }
  const waits = await notYet(doing, seen, ready, inputs);
  if (waits) return waits;
  const why = await shutDependency(one, app, doing.seat, op);
  if (why !== undefined) return said('WaitingForDependency', why, { attempted: ready.revision });
  if (seen.shut) return outsideWindow(doing, seen.shut, ready);
  if (app.spec.sync.mode === 'shadow') return planOnly(doing, { tree, path }, ready, 'Shadow');
  if (app.spec.sync.mode === 'manual' && seen.asked === undefined) {
    return planOnly(doing, { tree, path }, ready, 'AwaitingSync');
  }
  return deployNow(doing, seen, { tree, path }, { ready, inputs });
}

/** A first look takes a second most often; that it goes on is said when it takes longer. */
const pendingMs = 3_000;

function pending({ one, op }: Doing): Finding {
  const text = 'the source is looked at for the first time';
  one.pendingSince ??= op.elapsed();
  const left = one.pendingSince + pendingMs - op.elapsed();
  return left > 0 ? said('Pending', text, { quiet: true, againMs: left }) : said('Pending', text);
}

/** The same inputs failed before, and it is too early to try them again. */
async function notYet(
  { one, op }: Doing,
  { asked, ledger }: Seen,
  ready: SourceReady,
  inputs: string,
): Promise<Finding | undefined> {
  const { attempt } = one;
  if (!attempt || asked !== undefined) return undefined;
  const isSame = attempt.inputs === attemptInputs(inputs, ready);
  if (!isSame || attempt.generation !== one.object.metadata.generation) return undefined;
  const left = attempt.notBefore - op.elapsed();
  if (left <= 0) return undefined;
  return {
    said: attempt.said,
    attempted: ready.revision,
    ...(ledger.release > 0 ? { revision: ledger.revision, release: ledger.release } : {}),
    ...(Number.isFinite(left) ? { againMs: left } : {}),
  };
}

/** Before anything was ever deployed nobody knows what a render reads, so that the digest says nothing about the files. */
const attemptInputs = (inputs: string, { revision }: SourceReady): string => `${inputs} ${revision}`;

function outsideWindow({ op, one }: Doing, shut: NonNullable<Seen['shut']>, { revision }: SourceReady): Finding {
  one.isReady = false;
  return said('OutsideWindow', `${revision} is not deployed now: ${shut.because}`, {
    attempted: revision,
    ...(shut.opensAt === undefined ? {} : { againMs: Math.max(0, shut.opensAt - op.now()) + 50 }),
  });
}

async function planOnly(
  doing: Doing,
  from: { tree: Tree; path: string },
  { revision }: SourceReady,
  reason: 'Shadow' | 'AwaitingSync',
): Promise<Finding> {
  const { one } = doing;
  const generation = one.object.metadata.generation ?? 0;
  const attempted = revision;
  try {
    const { plan } = await deployApp(doing, from, 'plan');
    one.attempt = undefined;
    const next =
      reason === 'Shadow'
        ? 'nothing is written in mode shadow'
        : `tug sync ${one.ref.name} -n ${one.ref.namespace} carries it out`;
    return said(reason, `${planText(plan, 1)}; ${next}`, { attempted, plan: planText(plan, 40) });
  } catch (error) {
    return failed(doing, failureOf(error), { inputs: '', revision, generation });
  }
}

async function deployNow(
  doing: Doing,
  seen: Seen,
  from: { tree: Tree; path: string },
  { ready, inputs }: { ready: SourceReady; inputs: string },
): Promise<Finding | undefined> {
  const { one, op } = doing;
  const { revision } = ready;
  const generation = one.object.metadata.generation ?? 0;
  const startedAt = op.now();
  if (one.running) one.running.inputs = inputs;
  one.wait?.end();
  one.wait = undefined;
  say(one, said('Deploying', `deploying ${revision}`, { attempted: revision }), op);
  let converged: Converged;
  try {
    converged = await deployApp(doing, from, 'verdict');
  } catch (error) {
    op.metrics.synced('failed');
    // The App may be newer than the last look at its source: what it names may have come since.
    if (error instanceof Problem && error.code === 'NotFound') void one.source?.subscription.look();
    return failed(doing, failureOf(error), { inputs: attemptInputs(inputs, ready), revision, generation });
  }
  op.metrics.synced(converged.verdict);
  op.metrics.took('total', (op.now() - startedAt) / 1_000);
  const failure = failureIn(converged);
  if (failure) return failed(doing, failure, { inputs: attemptInputs(inputs, ready), revision, generation }, converged);
  one.attempt = undefined;
  one.repairs.clear();
  if (converged.release) one.pending = { release: converged.release.release, revision, startedAt };
  return afterDeploy(doing, seen);
}

function failed(
  { one, op, seat }: Doing,
  failure: Failure,
  at: { readonly inputs: string; readonly revision: string; readonly generation: number },
  converged?: Converged,
): Finding {
  const now = op.now();
  const same = one.attempt?.inputs === at.inputs && one.attempt.generation === at.generation;
  const failures = (same ? (one.attempt?.failures ?? 0) : 0) + 1;
  const wait = retryAfter(failure, failures, Math.random());
  one.attempt = { ...at, said: failure.said, failures, notBefore: op.elapsed() + wait };
  one.pending = undefined;
  const { reason, message } = failure.said;
  const ledger = seat.memory.ledger(one.ref);
  op.log.warn('a deploy did not succeed', { app: one.key, revision: at.revision, reason, why: message });
  const release = converged?.release;
  return {
    said: failure.said,
    attempted: at.revision,
    ...(release ? { release: release.release } : {}),
    ...(ledger && ledger.release > 0 && ledger.desired !== '' ? { revision: ledger.revision } : {}),
    // Failing again in the same way is no news.
    ...(failures === 1 && failure.again !== 'soon'
      ? {
          past: {
            release: release?.release ?? 0,
            revision: at.revision,
            verdict: converged?.verdict ?? 'failed',
            when: new Date(now).toISOString(),
            seconds: converged?.seconds ?? 0,
            message,
          },
        }
      : {}),
    ...(Number.isFinite(wait) ? { againMs: wait } : {}),
  };
}
