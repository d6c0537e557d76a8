export interface Pause {
  /** Never rejects. */
  readonly over: Promise<void>;
  /** Before its time. */
  end(): void;
}

export function createPause(ms: number): Pause {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return {
    over: promise,
    end: () => {
      clearTimeout(timer);
      resolve();
    },
  };
}
