import type { Api } from '../../kube/index.ts';
import { latestWarning, type Warning } from './events.ts';

/** Warning events about objects that take long, asked for in the background: one request at a time, however many wait. */
export interface Wonder {
  /** The last known warning; asks again when that is old. */
  warningOf(about: { readonly namespace: string; readonly uid: string }): Warning | undefined;
}

const freshMs = 10_000;

export function openWonder(api: Api, now: () => number, signal: AbortSignal): Wonder {
  const known = new Map<string, { warning: Warning | undefined; askedAt: number }>();
  let busy = false;
  return {
    warningOf(about) {
      const before = known.get(about.uid);
      if (!busy && !signal.aborted && now() - (before?.askedAt ?? Number.NEGATIVE_INFINITY) > freshMs) {
        busy = true;
        void latestWarning(api, about, signal).then((warning) => {
          busy = false;
          known.set(about.uid, { warning, askedAt: now() });
        });
      }
      return before?.warning;
    },
  };
}
