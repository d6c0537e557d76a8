/** One window of `spec.sync.windows`: when it opens, by croner, and for how long it stays open. */
import { Cron } from 'croner';
import type { AppSpec } from '../../app/spec/schema.ts';
import { parseDuration } from '../../lib/duration.ts';
import { messageOf, Problem } from '../../lib/errors.ts';

export type Window = AppSpec['sync']['windows'][number];

export interface Schedule {
  readonly window: Window;
  /** Whether it is open at `at` (milliseconds since the epoch): the start belongs to it, the end does not. */
  isOpen(at: number): boolean;
  /** The first time after `at` at which it opens or closes, whichever comes first; undefined when neither ever does. */
  nextEdge(at: number): number | undefined;
}

/**
 * A day's window keeps to the clock on the wall: a start that falls into the gap of a change to summer time is at the first minute after
 * it, and one that comes twice in autumn opens once. The duration is time that passes. Problem InvalidSpec when it cannot be read.
 */
export function scheduleOf(window: Window, where: string): Schedule {
  const durationMs = parseDuration(window.duration);
  if (durationMs === undefined) throw unreadable(`"${window.duration}" is no duration`, where);
  const cron = cronOf(window, where);
  const startBefore = (at: number): number | undefined => cron.previousRuns(1, new Date(nextSecond(at)))[0]?.getTime();
  return {
    window,
    isOpen: (at) => {
      const start = startBefore(at);
      return start !== undefined && at < start + durationMs;
    },
    nextEdge: (at) => {
      const start = startBefore(at);
      const end = start === undefined ? 0 : start + durationMs;
      const next = cron.nextRun(new Date(at))?.getTime();
      return end > at ? Math.min(end, next ?? end) : next;
    },
  };
}

/** croner looks before a time, in whole seconds; a window that opens this very second is open. */
const nextSecond = (at: number): number => Math.floor(at / 1_000) * 1_000 + 1_000;

function cronOf({ schedule, timeZone }: Window, where: string): Cron {
  try {
    const cron = new Cron(schedule, { timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
    // An unknown time zone is only found out when a time is asked for.
    cron.nextRun(new Date(0));
    return cron;
  } catch (error) {
    const zone = /invalid time ?zone/i.test(messageOf(error));
    throw unreadable(
      zone ? `"${timeZone}" is no time zone` : `"${schedule}" is no cron expression of five fields`,
      where,
    );
  }
}

function unreadable(what: string, where: string): Problem {
  return new Problem('InvalidSpec', what, { where, hint: 'write for example "0 9 * * 1-5", 8h, Europe/Berlin' });
}
