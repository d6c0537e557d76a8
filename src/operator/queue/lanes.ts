import { createHeap, type Heap } from './heap.ts';
import type { Priority } from './types.ts';

export interface Waiting {
  readonly group: string;
  readonly priority: Priority;
  /** Order of arrival. */
  readonly arrival: number;
}

/**
 * Keys that wait, in one lane for each group. Lanes take turns: one that gave a key goes behind all others, so between two turns of a lane
 * every other has one at most, whatever arrives. Within a lane the higher priority goes first, then who came first.
 */
export interface Lanes<T extends Waiting> {
  readonly size: number;
  add(item: T): void;
  delete(item: T): void;
  take(): T | undefined;
}

interface Lane<T> {
  readonly group: string;
  readonly items: Heap<T>;
  /** The lane with the lowest number is next. */
  turn: number;
}

export function createLanes<T extends Waiting>(): Lanes<T> {
  const lanes = new Map<string, Lane<T>>();
  const turns = createHeap<Lane<T>>((a, b) => a.turn < b.turn);
  let turn = 0;
  let size = 0;
  const open = (group: string): Lane<T> => {
    const lane = { group, items: createHeap<T>(goesFirst), turn: (turn += 1) };
    lanes.set(group, lane);
    turns.add(lane);
    return lane;
  };
  const close = (lane: Lane<T>): void => {
    lanes.delete(lane.group);
    turns.delete(lane);
  };
  return {
    get size() {
      return size;
    },
    add: (item) => {
      (lanes.get(item.group) ?? open(item.group)).items.add(item);
      size += 1;
    },
    delete: (item) => {
      const lane = lanes.get(item.group);
      if (!lane?.items.delete(item)) return;
      size -= 1;
      if (lane.items.size === 0) close(lane);
    },
    take: () => {
      const lane = turns.first();
      const item = lane?.items.first();
      if (!lane || !item) return undefined;
      lane.items.delete(item);
      size -= 1;
      turns.delete(lane);
      lane.turn = turn += 1;
      if (lane.items.size === 0) lanes.delete(lane.group);
      else turns.add(lane);
      return item;
    },
  };
}

function goesFirst(a: Waiting, b: Waiting): boolean {
  return a.priority === b.priority ? a.arrival < b.arrival : a.priority > b.priority;
}
