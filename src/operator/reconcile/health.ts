/** How the members of an App are, and the wait for those that are not well yet. */
import type { Outcome, Progress } from '../../apply/types.ts';
import { emptyPlan, waitForObjects } from '../../app/inspect/wait.ts';
import type { App } from '../../app/spec/schema.ts';
import { health } from '../../health/index.ts';
import { type KubeObject, refText } from '../../kube/object.ts';
import { formatDuration, parseDuration } from '../../lib/duration.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import type { Tracked, Waiting } from '../apps/tracked.ts';
import type { Operator } from '../operator.ts';
import { priorities } from '../queue/types.ts';
import type { Member } from '../seats/member.ts';
import type { Seat } from '../seats/seat.ts';

export interface MembersHealth {
  readonly unwell: readonly Member[];
  /** `4 members, all healthy` */
  readonly summary: string;
}

export function healthOf(members: ReadonlyMap<string, Member>): MembersHealth {
  const unwell = [...members.values()].filter(
    ({ health: seen }) => seen?.status === 'InProgress' || seen?.status === 'Failed',
  );
  const all = `${members.size} member${members.size === 1 ? '' : 's'}`;
  if (unwell.length === 0) return { unwell, summary: `${all}, all healthy` };
  return { unwell, summary: `${all}, ${members.size - unwell.length} healthy` };
}

export const judgeFor =
  (app: App) =>
  (object: KubeObject): ReturnType<typeof health> =>
    health(object, { rules: app.spec.health });

/** Watches the unwell members until they are well, cannot become so, or the time is up; says each change by bringing the App back. */
export function waitForMembers(one: Tracked, app: App, seat: Seat, unwell: readonly Member[], op: Operator): Waiting {
  const stop = new AbortController();
  const waiting: Waiting = {
    since: op.now(),
    message: firstWords(unwell),
    ended: undefined,
    end: () => stop.abort(new Problem('Superseded', 'the wait is over')),
  };
  const again = (): void => op.queue.add(one.key, priorities.change);
  const timeoutMs = parseDuration(app.spec.sync.timeout) ?? 300_000;
  const ended = (reason: 'Failed' | 'TimedOut', message: string): void => {
    if (stop.signal.aborted) return;
    waiting.ended = { reason, message };
  };
  const onProgress = ({ kind, object, message }: Progress): void => {
    if (kind !== 'waiting' || message === '') return;
    waiting.message = `${refText(object)}: ${message}`;
    again();
  };
  const wait = waitForObjects(
    {
      plan: emptyPlan(one.ref, 0),
      waitAlso: unwell.map(({ ref }) => ref),
      timeoutMs,
      health: judgeFor(app),
      eyes: seat.memory.eyes,
    },
    { api: seat.api, now: op.now, signal: stop.signal, onProgress },
  );
  void wait
    .then(
      (outcome) => {
        if (outcome.verdict === 'deployed') return;
        ended(outcome.verdict === 'timedOut' ? 'TimedOut' : 'Failed', wordsOf(outcome, timeoutMs));
      },
      (error: unknown) => ended('Failed', messageOf(error)),
    )
    .finally(() => {
      if (!stop.signal.aborted) again();
    });
  return waiting;
}

function firstWords([first]: readonly Member[]): string {
  return first ? `${refText(first.ref)}: ${first.health?.message || 'not ready yet'}` : '';
}

function wordsOf({ steps }: Outcome, timeoutMs: number): string {
  const bad = steps.filter(({ result }) => result === 'failed' || result === 'timedOut');
  const [first] = bad;
  if (!first) return `not healthy within ${formatDuration(timeoutMs)}`;
  const more = bad.length > 1 ? ` (and ${bad.length - 1} more)` : '';
  return `${refText(first.object)}: ${first.message}${more}`;
}
