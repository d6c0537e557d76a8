/**
 * One look at one App: what the cluster, the source and the spec say now, and what follows from it. Level-based: it never asks what
 * happened, only how things are, so that nothing is lost with an event, a crash or a restart.
 */
import { ledgerOf } from '../../app/survey/recover.ts';
import { type Hold, holdEndsIn, holdOf } from '../../app/hold.ts';
import { deadline } from '../../lib/async.ts';
import { Problem } from '../../lib/errors.ts';
import { finalizer, syncAnnotation } from '../apps/apps.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { Operator } from '../operator.ts';
import type { Again, Turn } from '../queue/types.ts';
import type { Seat } from '../seats/seat.ts';
import { checkApp } from '../tenancy/policy.ts';
import { windowState } from '../windows/index.ts';
import { type Doing, worldOf } from './deploy.ts';
import { failureOf } from './failure.ts';
import { type Finding, said } from './finding.ts';
import { healthOf } from './health.ts';
import { driftNow, keep } from './keep.ts';
import { releaseFinalizer, removeOne, setFinalizer } from './remove.ts';
import type { Reason } from '../status/index.ts';
import { say } from './say.ts';
import type { Seen } from './seen.ts';
import { resolveSource, sourceStateOf } from './source.ts';
import { advance } from './advance.ts';

export async function reconcile(key: string, turn: Turn, op: Operator, signal: AbortSignal): Promise<Again> {
  const one = op.apps.get(key);
  if (!one || !op.shard.owns(key)) return undefined;
  const stop = new AbortController();
  one.running = { inputs: '', isWaiting: false, stop: (reason) => stop.abort(reason) };
  const finding = await look(one, turn, op, AbortSignal.any([signal, stop.signal]))
    .catch((error: unknown) => unexpected(one, error, op))
    .finally(() => (one.running = undefined));
  if (!finding || signal.aborted || !op.shard.owns(key)) return undefined;
  if (!finding.quiet) say(one, finding, op);
  return finding.againMs === undefined ? undefined : { afterMs: Math.min(finding.againMs, longestMs) };
}

/** Holds and windows end by a clock that people set, and that goes on while a machine sleeps: their end is looked for at least this often. */
const longestMs = 300_000;

async function look(one: Tracked, turn: Turn, op: Operator, signal: AbortSignal): Promise<Finding | undefined> {
  const { app } = one;
  const isGoing = one.object.metadata.deletionTimestamp !== undefined;
  if (app instanceof Problem) {
    // Nothing was deployed for a spec that never could be read; one that could be before keeps what it has until it is mended.
    if (isGoing && !one.status?.release) await releaseFinalizer(one, op);
    return said('InvalidSpec', failureOf(app).said.message);
  }
  const seat = op.seatOf(one.ref.namespace, app.spec.serviceAccountName);
  takeSeat(one, seat);
  await seat.ready();
  const doing: Doing = { one, app, seat, op, turn, signal };
  if (isGoing) return removeOne(doing);
  if (!one.object.metadata.finalizers?.includes(finalizer)) await setFinalizer(one, op);

  const ledger = await ledgerOf(one.ref, worldOf(doing));
  await seat.watch(ledger);
  const hold = holdOf(one.object.metadata.annotations, op.now());
  if (hold) {
    one.wait?.end();
    one.wait = undefined;
    const endsIn = holdEndsIn(hold, op.now());
    const { summary } = healthOf(seat.members(one.ref));
    return said('Held', heldText(hold), {
      hold,
      summary,
      ...(endsIn === undefined ? {} : { againMs: endsIn + 100 }),
    });
  }
  const account = app.spec.serviceAccountName ?? 'tug-deployer';
  checkApp(app, account, resolveSource(app, op).spec, op.tenants.of(one.ref.namespace));
  const asked = askedFor(one);
  let state = await sourceStateOf(one, app, seat, op);
  if (asked !== undefined && one.source && one.lookedFor !== asked) {
    // Whoever asks wants the newest there is: what is known may be as old as the interval.
    turn.yieldPlace();
    await orEnd(one.source.subscription.look(), deadline(signal, lookMs));
    one.lookedFor = asked;
    state = one.source.subscription.state;
  }
  const window = windowState(app.spec.sync.windows, op.now());
  const { drifts, lagging } = driftNow(doing, ledger);
  const seen: Seen = {
    ledger,
    state,
    drifts,
    lagging,
    shut: window.open ? undefined : window,
    asked,
  };
  const finding = (await advance(doing, seen)) ?? (await keep(doing, seen));
  return finding && asked !== undefined && !unanswered.has(finding.said.reason)
    ? { ...finding, syncRequested: asked }
    : finding;
}

/** A request stays open while what it asks for cannot be done yet. */
const unanswered: ReadonlySet<Reason> = new Set(['Pending', 'Deploying', 'WaitingForDependency', 'OutsideWindow']);

/** How long a request waits for the source before it is answered by what is known. */
const lookMs = 60_000;

const orEnd = (work: Promise<void>, end: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    end.addEventListener('abort', () => resolve(), { once: true });
    void work.then(resolve);
  });

const heldText = ({ reason, by, until }: Hold): string =>
  `held${by ? ` by ${by}` : ''}${until ? ` until ${until}` : ''}${reason ? `: ${reason}` : ''}`;

function askedFor({ object, status }: Tracked): string | undefined {
  const asked = object.metadata.annotations?.[syncAnnotation];
  return asked === status?.syncRequested ? undefined : asked;
}

function takeSeat(one: Tracked, seat: Seat): void {
  if (one.seat === seat) return;
  one.seat?.leave(one.ref);
  one.seat?.references.leave(one.key);
  one.seat = seat;
  seat.enter(one.ref, one.status?.release === undefined && !one.object.metadata.finalizers?.includes(finalizer));
}

/** What could not even be looked at: no rights, no server, a source that is not there. */
function unexpected(one: Tracked, error: unknown, op: Operator): Finding {
  if (!(error instanceof Problem)) throw error;
  const failure = failureOf(error);
  const failures = (one.attempt?.failures ?? 0) + 1;
  op.log.warn('an App cannot be worked on', {
    app: one.key,
    reason: failure.said.reason,
    message: failure.said.message,
  });
  one.attempt = {
    inputs: '',
    generation: one.object.metadata.generation ?? 0,
    revision: '',
    said: failure.said,
    failures,
    notBefore: 0,
  };
  return said(failure.said.reason, failure.said.message, {
    againMs: Math.min(5_000 * 2 ** Math.min(failures, 7), 600_000),
  });
}
