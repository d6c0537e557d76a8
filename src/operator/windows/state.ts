/** Whether an operator may deploy now, and when that changes. Pure. */
import { Problem } from '../../lib/errors.ts';
import { type Schedule, scheduleOf, type Window } from './schedule.ts';

export type WindowState =
  /** `until`: not closed before then, ask again then; absent: for ever. */
  | { readonly open: true; readonly until?: number }
  /** `opensAt`: not open before then, ask again then; absent: never by itself. `because` is a sentence for people. */
  | { readonly open: false; readonly opensAt?: number; readonly because: string };

const mostWindows = 100;
/** Windows that touch each other for so long are followed no farther: whoever waits asks again. */
const mostEdges = 200;

/** Deny windows win; where there are allow windows one of them must be open. Windows that cannot be read keep it shut. */
export function windowState(windows: readonly Window[], now: number): WindowState {
  if (windows.length === 0) return { open: true };
  const schedules = read(windows);
  if (schedules instanceof Problem) {
    return { open: false, because: `${schedules.where ?? 'spec.sync.windows'} cannot be read: ${schedules.message}` };
  }
  const open = isOpen(schedules, now);
  const change = nextChange(schedules, now, open);
  if (open) return { open, ...(change === undefined ? {} : { until: change }) };
  return { open, ...(change === undefined ? {} : { opensAt: change }), because: because(schedules, now, change) };
}

/** Problem InvalidSpec of the first window that cannot be read; undefined when all can. */
export function checkWindows(windows: readonly Window[]): Problem | undefined {
  const schedules = read(windows);
  return schedules instanceof Problem ? schedules : undefined;
}

function read(windows: readonly Window[]): readonly Schedule[] | Problem {
  if (windows.length > mostWindows) {
    const hint = 'join some of them by lists and ranges, such as "0 9,14 * * 1-5"';
    return new Problem('InvalidSpec', `more than ${mostWindows} windows`, { where: 'spec.sync.windows', hint });
  }
  try {
    return windows.map((window, index) => scheduleOf(window, `spec.sync.windows[${index}]`));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function isOpen(schedules: readonly Schedule[], at: number): boolean {
  const isIn = (kind: Window['kind']): boolean => schedules.some((it) => it.window.kind === kind && it.isOpen(at));
  return !isIn('deny') && (isIn('allow') || schedules.every(({ window }) => window.kind === 'deny'));
}

function nextChange(schedules: readonly Schedule[], now: number, open: boolean): number | undefined {
  let at = now;
  for (let edges = 0; edges < mostEdges; edges += 1) {
    const next = schedules.map((schedule) => schedule.nextEdge(at)).filter((edge) => edge !== undefined);
    if (next.length === 0) return undefined;
    at = Math.min(...next);
    if (isOpen(schedules, at) !== open) return at;
  }
  return at;
}

function because(schedules: readonly Schedule[], now: number, opensAt: number | undefined): string {
  const deny = schedules.find((schedule) => schedule.window.kind === 'deny' && schedule.isOpen(now));
  const why = deny
    ? `a deny window is open ("${deny.window.schedule}" ${deny.window.timeZone}, ${deny.window.duration})`
    : 'no allow window is open';
  return opensAt === undefined
    ? `${why}, and none opens by itself`
    : `${why}; not before ${new Date(opensAt).toISOString().replace(/\.\d+Z$/, 'Z')}`;
}
