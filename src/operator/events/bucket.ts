/** A token bucket: so many at once, and then one every so often. */
export interface Bucket {
  /** Takes a token, if there is one. `now` in milliseconds, never going back far. */
  take(now: number): boolean;
  /** Milliseconds until there is one; 0 when there is. */
  wait(now: number): number;
}

export function createBucket({ burst, everyMs }: { readonly burst: number; readonly everyMs: number }): Bucket {
  let tokens = burst;
  let at: number | undefined;
  const refill = (now: number): void => {
    // A clock that was set back gives nothing, and takes nothing.
    tokens = Math.min(burst, tokens + Math.max(0, now - (at ?? now)) / everyMs);
    at = now;
  };
  return {
    take: (now) => {
      refill(now);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    wait: (now) => {
      refill(now);
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) * everyMs);
    },
  };
}
