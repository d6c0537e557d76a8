/** The value of a key, made when it is not there. What was not asked for the longest goes when there are more than `most`. */
export function keepNewest<V>(kept: Map<string, V>, key: string, most: number, make: () => V): V {
  const known = kept.get(key);
  const value = known === undefined ? make() : known;
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  return value;
}

/** A function that does its work once and remembers the result; a failure is not remembered. */
export function rememberedOnce<A extends unknown[], R>(work: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  let known: Promise<R> | undefined;
  return async (...args) => {
    known ??= work(...args);
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}
