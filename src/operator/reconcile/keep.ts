/** Keeps an App that is where its source wants it: repairs drift, waits for health, and says how it is. */
import type { Ledger } from '../../app/ledger/ledger.ts';
import type { PastDeploy } from '../../app/spec/schema/status.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { Operator } from '../operator.ts';
import { type Doing, repairApp } from './deploy.ts';
import { type Drift, driftsOf, markOf, unseenIn } from './drift.ts';
import { failureIn, failureOf, retryAfter } from './failure.ts';
import { type Finding, said } from './finding.ts';
import { healthOf, waitForMembers } from './health.ts';
import type { Said } from '../status/index.ts';
import type { Seen } from './seen.ts';
import { tellOutside } from './say.ts';
import { countRepairs, quarrelOver, quarrelText } from './repair.ts';

/** The watches have yet to show what was just written: events bring the App back earlier. */
const laggingMs = 1_000;
/** After so long they will not any more, and what looks old is. */
const graceMs = 5_000;

export function driftNow({ one, seat, op }: Doing, ledger: Ledger): ReturnType<typeof driftsOf> {
  const members = seat.members(one.ref);
  const isLate = one.appliedAt === undefined || op.elapsed() - one.appliedAt > graceMs;
  if (isLate) one.unseen.clear();
  for (const key of one.unseen) if (members.has(key)) one.unseen.delete(key);
  return driftsOf(ledger, members, isLate ? undefined : one.unseen);
}

export async function keep(doing: Doing, seen: Seen): Promise<Finding> {
  const { one, app, op } = doing;
  const { drifts, ledger, lagging } = seen;
  const isNew = drifts.length > 0 && markOf(drifts) !== one.residue;
  if (!isNew || app.spec.sync.drift === 'ignore' || ledger.desired === '') {
    if (drifts.length === 0) one.residue = '';
    return state(doing, seen, lagging ? laggingMs : undefined);
  }
  op.metrics.driftSeen(drifts.length);
  const quarrel = quarrelOver(one, drifts, op.elapsed());
  const mode = app.spec.sync.mode === 'shadow' ? 'warn' : app.spec.sync.drift;
  if (mode === 'warn' || seen.shut || quarrel) {
    const text = quarrel ? quarrelText(quarrel) : driftText(drifts);
    tellDrift(doing, drifts, quarrel ? 'TugOfWar' : 'DriftSeen', text, 0);
    if (mode === 'warn') one.residue = markOf(drifts);
    const againMs = quarrel ? quarrel.until - op.elapsed() : seen.shut?.opensAt && seen.shut.opensAt - op.now();
    return state(doing, seen, againMs, [{ reason: 'Drifted', message: text }]);
  }
  return repair(doing, seen);
}

async function repair(doing: Doing, seen: Seen): Promise<Finding> {
  const { one, op, seat } = doing;
  const { drifts, ledger } = seen;
  countRepairs(one, drifts, op.elapsed());
  try {
    const converged = await repairApp(doing, ledger);
    if (!converged) {
      // Its release is gone: the next look deploys it anew.
      seat.memory.keep({ ...ledger, desired: '' });
      return state(doing, seen, 0);
    }
    const failure = failureIn(converged);
    if (failure) return notRepaired(doing, seen, failure);
    if (converged.verdict === 'deployed') {
      op.metrics.driftRepaired(drifts.length);
      tellDrift(doing, drifts, 'DriftRepaired', driftText(drifts), 1);
    }
  } catch (error) {
    return notRepaired(doing, seen, failureOf(error));
  }
  return afterDeploy(doing, seen);
}

function notRepaired(doing: Doing, seen: Seen, failure: ReturnType<typeof failureOf>): Finding {
  const { one, op } = doing;
  const message = `${driftText(seen.drifts)}, and could not be repaired: ${failure.said.message}`;
  const times = Math.max(1, ...seen.drifts.map(({ key }) => one.repairs.get(key)?.count ?? 1));
  const wait = retryAfter(failure.again === 'change' ? { ...failure, again: 'retry' } : failure, times, Math.random());
  op.log.warn('drift was not repaired', { app: one.key, why: message });
  return state(doing, seen, wait, [{ reason: 'Drifted', message }]);
}

/** After a write: what is left is what was left on purpose, such as protected members that the files no longer name. */
export async function afterDeploy(doing: Doing, seen: Seen): Promise<Finding> {
  const { one, seat, op } = doing;
  const ledger = seat.memory.ledger(one.ref) ?? seen.ledger;
  await seat.watch(ledger);
  one.appliedAt = op.elapsed();
  for (const key of unseenIn(ledger, seat.members(one.ref))) one.unseen.add(key);
  const { drifts, lagging } = driftNow(doing, ledger);
  one.residue = markOf(drifts);
  return state(doing, { ...seen, ledger, drifts, lagging }, lagging ? laggingMs : undefined);
}

/** How it is now: deployed and healthy, on its way, or not well. */
function state(doing: Doing, seen: Seen, againMs?: number, beside: readonly Said[] = []): Finding {
  const { one, app, seat, op } = doing;
  const ledger = seat.memory.ledger(one.ref) ?? seen.ledger;
  const { unwell, summary } = healthOf(seat.members(one.ref));
  const more = {
    revision: ledger.revision,
    release: ledger.release,
    summary,
    beside: [...beside, ...sourceTrouble(seen)],
    ...(seen.asked === undefined ? {} : { syncRequested: seen.asked }),
    ...(againMs === undefined ? {} : { againMs: Math.max(0, againMs) }),
  };
  if (seen.lagging) return { ...said('WaitingForHealth', 'what was applied is not seen yet'), ...more };
  if (!app.spec.sync.wait || unwell.length === 0) {
    one.wait?.end();
    one.wait = undefined;
    return { ...said('Deployed', `${summary}, at ${ledger.revision}`), ...more, ...pastOf(one, ledger, op) };
  }
  one.wait ??= waitForMembers(one, app, seat, unwell, op);
  const { ended, message, since } = one.wait;
  if (!ended) return { ...said('WaitingForHealth', message), ...more };
  return { ...said(ended.reason, ended.message), ...more, ...badPastOf(one, ledger, ended, since) };
}

/** What runs keeps running without its source; that it cannot be reached is said once it lasts. */
const lastingFailures = 3;

function sourceTrouble({ state: source }: Seen): Said[] {
  if (source.kind !== 'failed' || source.failures < lastingFailures) return [];
  return [{ reason: 'SourceUnavailable', message: failureOf(source.problem).said.message }];
}

/** A release that the history does not know yet, ours or one that somebody pushed. */
function pastOf(one: Tracked, ledger: Ledger, { metrics, now: clock }: Operator): { past?: PastDeploy } {
  const now = clock();
  const known = one.status?.history[0];
  const { pending } = one;
  one.pending = undefined;
  if (pending) metrics.took('healthy', (now - pending.startedAt) / 1_000);
  if (ledger.release === 0 || !ledger.last || known?.release === ledger.release) return {};
  const seconds = pending?.release === ledger.release ? (now - pending.startedAt) / 1_000 : 0;
  const { verdict, when } = ledger.last;
  return { past: { release: ledger.release, revision: ledger.revision, verdict, when, seconds, message: '' } };
}

function badPastOf(one: Tracked, ledger: Ledger, ended: Said, since: number): { past?: PastDeploy } {
  const { pending } = one;
  one.pending = undefined;
  if (!pending) return {};
  const verdict = ended.reason === 'TimedOut' ? 'timedOut' : 'failed';
  const when = new Date(since).toISOString();
  const { release, revision, startedAt } = pending;
  return {
    past: {
      release,
      revision: revision || ledger.revision,
      verdict,
      when,
      seconds: (since - startedAt) / 1_000,
      message: ended.message,
    },
  };
}

function driftText([first, ...others]: readonly Drift[]): string {
  if (!first) return 'no drift';
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return `drift of ${first.object}${more}: ${first.message}`;
}

function tellDrift(
  { one, op }: Doing,
  [first]: readonly Drift[],
  reason: 'DriftSeen' | 'DriftRepaired' | 'TugOfWar',
  message: string,
  repaired: number,
): void {
  const { namespace, name } = one.ref;
  one.drift = {
    repaired: (one.drift?.repaired ?? 0) + repaired,
    when: new Date(op.now()).toISOString(),
    object: first?.object ?? '',
    message,
  };
  const type = reason === 'DriftRepaired' ? 'Normal' : 'Warning';
  op.events.emit({ namespace, name, uid: one.uid }, type, reason, message);
  if (one.status) tellOutside(one, 'drift', message, one.status, op);
  op.log.info(message, { app: one.key, event: reason });
}
