export interface Fifo<T> {
  readonly size: number;
  push(item: T): void;
  shift(): T | undefined;
}

/** Below this it is not worth to move what is left. */
const fewGone = 64;

/** First in, first out, in constant time on average. (`shift` of a long array moves all of it, a `Set` skips all that was taken before.) */
export function createFifo<T>(): Fifo<T> {
  let items: T[] = [];
  let gone = 0;
  return {
    get size() {
      return items.length - gone;
    },
    push: (item) => {
      items.push(item);
    },
    shift: () => {
      if (gone === items.length) return undefined;
      const item = items[gone];
      gone += 1;
      if (gone > fewGone && gone * 2 > items.length) {
        items = items.slice(gone);
        gone = 0;
      }
      return item;
    },
  };
}
