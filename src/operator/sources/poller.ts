/** One source, looked at again and again. */
import type { Clock } from '../../lib/clock.ts';
import { deadline } from '../../lib/async.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import type { Looked } from '../../source/look.ts';
import { waitMs } from './pace.ts';
import type { Places } from './places.ts';
import type { SourceReady, SourceState, LookResult } from './types.ts';

export interface PollerOptions {
  readonly host: string;
  /** One look; `before` is the revision that is known. */
  readonly look: (before: string | undefined, signal: AbortSignal) => Promise<Looked>;
  /** In ms; asked before each wait. */
  readonly interval: () => number;
  /** The revision or the failure is another one. */
  readonly onChange: () => void;
  /** A defect: a look threw what is no Problem. */
  readonly onTrouble: (error: unknown) => void;
  readonly onLook: (result: LookResult) => void;
  readonly places: Places;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface Poller {
  readonly state: SourceState;
  /** Looks now, or once more when a look is under way: what it found may be older than the reason to look. */
  look(): Promise<void>;
  /** The interval may be another one. */
  rewind(): void;
  /** Resolves when what was under way has ended. */
  end(): Promise<void>;
}

/** However often it is asked for, a source is not looked at more often than this. */
const gapMs = 250;
/** Whatever a look does has deadlines of its own; this one keeps a defect there from holding a place for ever. */
const hopelessMs = 900_000;

export function startPoller(options: PollerOptions): Poller {
  const { host, interval, onChange, onTrouble, onLook, places, clock, random } = options;
  const ending = new AbortController();
  const { signal } = ending;
  let state: SourceState = { kind: 'pending' };
  let failures = 0;
  let asked = false;
  let waiting: (() => void)[] = [];
  let wake = new AbortController();

  const say = (next: SourceState): void => {
    const news = !isSame(state, next);
    state = next;
    if (news) onChange();
  };

  const found = (looked: Looked): void => {
    failures = 0;
    const last = lastOf(state);
    const isSame = last?.revision === looked.revision;
    const since = isSame ? last.since : clock.now();
    onLook(isSame ? 'same' : 'changed');
    say({ kind: 'ready', revision: looked.revision, since, open: () => looked.open() });
  };

  const failed = (error: unknown): void => {
    failures += 1;
    onLook('failed');
    if (!(error instanceof Problem)) onTrouble(error);
    const since = state.kind === 'failed' ? state.since : clock.now();
    say({ kind: 'failed', problem: problemOf(error), failures, since, last: lastOf(state) });
  };

  const lookOnce = async (): Promise<void> => {
    asked = false;
    const served = waiting;
    waiting = [];
    const limited = deadline(signal, hopelessMs);
    try {
      const looked = await orAborted(options.look(lastOf(state)?.revision, limited), limited);
      if (!signal.aborted) found(looked);
    } catch (error) {
      if (!signal.aborted) failed(error);
    } finally {
      for (const resolve of served) resolve();
    }
  };

  const pause = async (ms: number): Promise<void> => {
    wake = new AbortController();
    await clock.sleep(ms, wake.signal).catch(() => undefined);
  };

  /** Until it is due. The clock may jump: back does not lengthen the wait, and the interval may change meanwhile. */
  const rest = async (): Promise<void> => {
    const dice = random();
    let from = clock.now();
    while (!signal.aborted) {
      from = Math.min(from, clock.now());
      const due = asked ? gapMs : Math.max(gapMs, waitMs(interval(), failures, dice));
      const left = from + due - clock.now();
      if (left <= 0) return;
      await pause(left);
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await places({ host, doubtful: failures > 0 }, signal, lookOnce).catch(() => undefined);
      await rest();
    }
  };
  const running = run();

  return {
    get state() {
      return state;
    },
    look: () => {
      asked = true;
      wake.abort();
      return signal.aborted ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
    },
    rewind: () => wake.abort(),
    end: async () => {
      ending.abort(new Problem('Interrupted', 'the source is not needed any more'));
      wake.abort();
      await running;
      for (const resolve of waiting) resolve();
    },
  };
}

function lastOf(state: SourceState): SourceReady | undefined {
  if (state.kind === 'ready') return state;
  return state.kind === 'failed' ? state.last : undefined;
}

function isSame(a: SourceState, b: SourceState): boolean {
  if (a.kind === 'ready' && b.kind === 'ready') return a.revision === b.revision;
  if (a.kind === 'failed' && b.kind === 'failed') {
    return a.problem.code === b.problem.code && a.problem.message === b.problem.message;
  }
  return false;
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const late = error instanceof Error && error.name === 'TimeoutError';
  const message = late ? 'the source did not answer in time' : `the source cannot be read: ${messageOf(error)}`;
  return new Problem('SourceUnavailable', message, { cause: error });
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
