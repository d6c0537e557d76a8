import { formatDuration } from '../../lib/duration.ts';
import { Problem } from '../../lib/errors.ts';
import type { RenderTurn } from '../../render/types.ts';

export interface RenderBounds {
  readonly signal?: AbortSignal | undefined;
  readonly turn?: RenderTurn | undefined;
}

/** Ends the work after `ms` of its own time. What others take before it is its turn is not counted: else they could make it fail. */
export async function inTime<T>(
  ms: number | undefined,
  bounds: RenderBounds,
  work: (bounds: RenderBounds) => Promise<T>,
): Promise<T> {
  if (ms === undefined) return work(bounds);
  const { signal, turn } = bounds;
  const late = new AbortController();
  const clock = stopwatch(ms, () => late.abort(tooLong(ms)));
  const timed: RenderTurn = (piece, over) => {
    if (!turn) return piece();
    clock.stop();
    const resumed = async (): ReturnType<typeof piece> => {
      clock.go();
      return piece();
    };
    return turn(resumed, over);
  };
  clock.go();
  try {
    return await work({ signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal, turn: timed });
  } catch (error) {
    if (!late.signal.aborted || signal?.aborted) throw error;
    throw late.signal.reason;
  } finally {
    clock.stop();
  }
}

function stopwatch(ms: number, over: () => void): { readonly go: () => void; readonly stop: () => void } {
  let left = ms;
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    go: () => {
      if (timer) return;
      since = performance.now();
      timer = setTimeout(over, Math.max(0, left));
    },
    stop: () => {
      if (!timer) return;
      clearTimeout(timer);
      timer = undefined;
      left -= performance.now() - since;
    },
  };
}

function tooLong(ms: number): Problem {
  return new Problem('LimitExceeded', `the render takes longer than ${formatDuration(ms)}`, {
    where: 'the renderTime of the Tenant',
    hint: 'make the files simpler, or have the limit raised',
  });
}
