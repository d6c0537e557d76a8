/** A binary heap whose items can also be taken out of the middle. Every operation is O(log n); an item is in it at most once. */
export interface Heap<T> {
  readonly size: number;
  add(item: T): void;
  /** What comes before all others; undefined when empty. */
  first(): T | undefined;
  /** Whether it was there. An item whose order changes is deleted before the change and added after it. */
  delete(item: T): boolean;
}

export function createHeap<T extends object>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = [];
  const places = new Map<T, number>();
  const put = (item: T, at: number): void => {
    items[at] = item;
    places.set(item, at);
  };
  const up = (item: T, from: number): number => {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = items[parentAt] as T;
      if (!before(item, parent)) break;
      put(parent, at);
      at = parentAt;
    }
    return at;
  };
  const down = (item: T, from: number): number => {
    let at = from;
    for (;;) {
      const leftAt = 2 * at + 1;
      const left = items[leftAt];
      if (left === undefined) return at;
      const right = items[leftAt + 1];
      const [child, childAt] = right !== undefined && before(right, left) ? [right, leftAt + 1] : [left, leftAt];
      if (!before(child, item)) return at;
      put(child, at);
      at = childAt;
    }
  };
  return {
    get size() {
      return items.length;
    },
    add: (item) => {
      items.push(item);
      put(item, up(item, items.length - 1));
    },
    first: () => items[0],
    delete: (item) => {
      const at = places.get(item);
      if (at === undefined) return false;
      places.delete(item);
      const last = items.pop() as T;
      if (last !== item) put(last, down(last, up(last, at)));
      return true;
    },
  };
}
