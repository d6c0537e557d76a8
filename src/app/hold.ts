/**
 * A hold: a pause with a reason, an owner and an expiry. It is one annotation, of the App object of an App that an operator pulls,
 * of the ledger of an App that was only ever pushed.
 */
import { z } from 'zod';
import { formatDuration } from '../lib/duration.ts';

export const holdAnnotation = 'tug.dev/hold';

export interface Hold {
  readonly reason: string;
  /** Who put it, as the API server knows them; empty when it is not known. */
  readonly by: string;
  /** RFC 3339; empty for one that somebody wrote by hand without an end: it holds until it is taken away. */
  readonly until: string;
}

/** Longer texts are cut: they stand in status, events and tables. */
const longestReason = 500;

const shape = z.object({ reason: z.string().default(''), by: z.string().default(''), until: z.string().default('') });

/** The text of the annotation. */
export function encodeHold({ reason, by, until }: Hold): string {
  return JSON.stringify({ reason: reason.slice(0, longestReason), by, until });
}

/**
 * The hold that these annotations of an App or a ledger put on it at `now` (ms since the epoch); undefined when there is none or it is
 * over. Whatever text stands there holds: whoever wrote it by hand wanted a pause, so that one that cannot be read is its own reason.
 */
export function holdOf(annotations: Readonly<Record<string, string>> | undefined, now: number): Hold | undefined {
  const text = annotations?.[holdAnnotation];
  if (text === undefined) return undefined;
  const hold = readHold(text);
  return Date.parse(hold.until) <= now ? undefined : hold;
}

/** Milliseconds until a hold ends by itself; undefined for one without an end. */
export function holdEndsIn({ until }: Hold, now: number): number | undefined {
  const end = Date.parse(until);
  return Number.isNaN(end) ? undefined : Math.max(0, end - now);
}

/** `held by ada until 2026-11-24T15:00:00Z (2h 0m): incident 7` */
export function holdText(hold: Hold, now: number): string {
  const left = holdEndsIn(hold, now);
  const until = left === undefined ? '' : ` until ${hold.until} (${formatDuration(rounded(left))})`;
  return `held${hold.by ? ` by ${hold.by}` : ''}${until}${hold.reason ? `: ${hold.reason}` : ''}`;
}

/** Nobody counts the seconds of hours. */
const rounded = (ms: number): number => (ms > 120_000 ? Math.round(ms / 60_000) * 60_000 : ms);

function readHold(text: string): Hold {
  const { data } = shape.safeParse(parsed(text));
  if (!data) return { reason: text.trim().slice(0, longestReason), by: '', until: '' };
  const until = Number.isNaN(Date.parse(data.until)) ? '' : data.until;
  return { reason: data.reason.slice(0, longestReason), by: data.by, until };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
