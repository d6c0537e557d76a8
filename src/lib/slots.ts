/** Runs work with at most `limit` pieces under way, in the order they were handed in. */
export type Slots = <T>(work: () => Promise<T>) => Promise<T>;

export function slots(limit: number): Slots {
  const waiting: (() => void)[] = [];
  let head = 0;
  let free = Math.max(1, limit);

  const give = (): void => {
    const next = waiting[head];
    if (!next) {
      free++;
      return;
    }
    // Taken by index: shifting an array of thousands for each piece would be quadratic.
    head++;
    if (head === waiting.length) {
      waiting.length = 0;
      head = 0;
    }
    next();
  };

  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      give();
    }
  };
}
