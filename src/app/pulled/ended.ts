import type { Verdict } from '../release/release.ts';
import type { Pulled } from './object.ts';
import { pauseOf, type Standing, standingOf } from './standing.ts';

/** How it ended for an App that an operator works on. */
export interface PulledEnd {
  readonly verdict: Verdict;
  readonly message: string;
  /** As last seen. */
  readonly app: Pulled;
}

/** Reasons of an App that nothing happens to before somebody changes something; whatever else has failed. */
const refused: ReadonlySet<string> = new Set(['InvalidSpec', 'RenderFailed', 'Blocked', 'Forbidden']);

/** The verdict of what is decided; undefined for what goes on. */
export function verdictOf(app: Pulled): PulledEnd | undefined {
  const standing = standingOf(app);
  switch (standing.kind) {
    case 'ready': {
      // A newer commit may wait for leave although what runs is ready.
      const pause = pauseOf(app);
      return pause && app.status.plan ? paused(app, pause) : ended('deployed', app, standing);
    }
    case 'stuck':
      return ended(refused.has(standing.reason) ? 'blocked' : 'failed', app, standing);
    case 'retrying':
      return ended(standing.reason === 'TimedOut' ? 'timedOut' : 'failed', app, standing);
    case 'paused':
      return paused(app, standing);
    case 'working':
      return undefined;
  }
}

/** Outside a window nobody is waited for but the clock. */
function paused(app: Pulled, pause: Standing): PulledEnd | undefined {
  if (pause.reason === 'OutsideWindow') return undefined;
  return ended(pause.reason === 'Held' ? 'held' : 'planned', app, pause);
}

const ended = (verdict: Verdict, app: Pulled, { message }: Standing): PulledEnd => ({ verdict, message, app });

/** What is waited for, in words. */
export function wordsOf(app: Pulled): string {
  const { reason, message } = standingOf(app);
  return message ? `${reason}: ${message}` : reason;
}
