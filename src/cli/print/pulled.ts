import { type Hold, holdText } from '../../app/hold.ts';
import { wordsOf } from '../../app/pulled/ended.ts';
import type { Pulled } from '../../app/pulled/object.ts';
import { standingOf } from '../../app/pulled/standing.ts';
import { age, table } from './table.ts';

/** The part of `tug status` and `tug apps` that an operator knows, as data with a stable shape. */
export function pulledData(app: Pulled): unknown {
  const { status, mode, deleting } = app;
  const { kind, reason, message } = standingOf(app);
  return {
    mode,
    standing: kind,
    reason,
    message,
    deleting,
    revision: status.revision ?? null,
    attempted: status.attempted ?? null,
    summary: status.summary ?? null,
    drift: status.drift ?? null,
    plan: status.plan ?? null,
    conditions: status.conditions.map(({ type, status: is, reason: why, message: words, lastTransitionTime }) => ({
      type,
      status: is,
      reason: why,
      message: words,
      since: lastTransitionTime,
    })),
  };
}

/** What the operator says of it, a line a thing; what is not the case has no line. */
export function pulledText(app: Pulled, hold: Hold | undefined, now: number): string {
  const { status } = app;
  const rows: [string, string | undefined][] = [
    ['pulled', `mode ${app.mode}${app.deleting ? ', being deleted' : ''}`],
    ['state', status.conditions.length === 0 ? wordsOf(app) : undefined],
    ['revision', status.revision],
    ['attempted', status.attempted],
    ['hold', hold && holdText(hold, now)],
    ['drift', status.drift && driftText(status.drift, now)],
    ['next', nextOf(app, hold)],
  ];
  const shown = rows.filter((row): row is [string, string] => row[1] !== undefined);
  const lines = shown.map(([key, value]) => `${key.padEnd(11)}${value}`);
  const conditions = status.conditions.map((c) => [
    c.type,
    c.status,
    c.reason,
    age(c.lastTransitionTime, now),
    c.message,
  ]);
  const plan = status.plan ? ['', 'What it would do:', ...status.plan.split('\n').map((line) => `  ${line}`)] : [];
  const said =
    conditions.length > 0 ? ['', table([['CONDITION', 'STATUS', 'REASON', 'AGE', 'MESSAGE'], ...conditions])] : [];
  return [...lines, ...said, ...plan].join('\n');
}

function driftText({ repaired, when, object, message }: NonNullable<Pulled['status']['drift']>, now: number): string {
  const times = repaired === 1 ? 'once' : `${repaired} times`;
  const what = message.includes(object) ? message : `${object}: ${message}`;
  return `repaired ${times}; last ${age(when, now)} ago, ${what}`;
}

/** Who has to do something, and what. */
function nextOf(app: Pulled, hold: Hold | undefined): string | undefined {
  const at = `${app.ref.name} -n ${app.ref.namespace}`;
  if (hold) return `nothing before tug resume ${at}${hold.until ? ', or the end of the hold' : ''}`;
  const { kind, reason } = standingOf(app);
  const type = app.status.conditions.find((c) => c.status === 'True' && Object.hasOwn(nexts, c.type))?.type;
  const next = nexts[type ?? reason] ?? kinds[kind];
  return next?.replace('APP', at);
}

const nexts: Readonly<Record<string, string>> = {
  AwaitingSync: 'tug sync APP carries the plan out',
  Shadow: 'nothing: sync.mode is shadow',
  OutsideWindow: 'it goes on when the next window opens',
  Drifted: 'tug sync APP repairs the drift, or sync.drift: repair',
};

const kinds: Partial<Record<ReturnType<typeof standingOf>['kind'], string>> = {
  retrying: 'it tries again by itself; tug sync APP makes it try now',
  stuck: 'nothing before the App, its files or its rights change',
};
