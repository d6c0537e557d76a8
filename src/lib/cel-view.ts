/**
 * What a CEL expression sees of a JSON value: the value itself, read through one place that turns integers into
 * BigInt (CEL's `int`) and charges every read to a budget. CEL has no loops, but `a.exists(x, b.exists(y, …))` over a
 * large object costs the product of their sizes; the budget is what bounds an expression written by a stranger.
 */

/** Shared by all views of one scope; `left` is refilled before each evaluation. */
export interface Budget {
  left: number;
}

const RAW = Symbol('raw');

/** Characters that cost one read. */
const CHARACTERS_A_READ = 256;
const LONGEST_STRING = 32_768;

export class BudgetSpent extends Error {}

/** The value as CEL wants it. Arrays and objects stay lazy: nothing is copied, only what is read is converted. */
export function celView(value: unknown, budget: Budget): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string') return charged(value, budget);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? arrayView(value, budget) : objectView(value as Record<string, unknown>, budget);
}

/** The plain value behind a view; helpers written in TypeScript read that. */
export function celRaw(view: unknown): unknown {
  if (typeof view === 'bigint') return Number(view);
  if (typeof view !== 'object' || view === null) return view;
  const raw = (view as { [RAW]?: unknown })[RAW];
  return raw === undefined ? view : raw;
}

function charged(text: string, budget: Budget): string {
  if (text.length > LONGEST_STRING) {
    throw new BudgetSpent(`a text of ${text.length} characters is too long for an expression`);
  }
  charge(budget, text.length / CHARACTERS_A_READ);
  return text;
}

function charge(budget: Budget, reads: number): void {
  budget.left -= reads;
  if (budget.left < 0) throw new BudgetSpent('it reads too much of the object');
}

function arrayView(target: readonly unknown[], budget: Budget): unknown {
  return new Proxy(target, {
    get(list, key) {
      if (key === RAW) return list;
      const value = Reflect.get(list, key) as unknown;
      // `length` and methods are JavaScript's own, not values of the object.
      if (key === 'length' || typeof value === 'function') return value;
      charge(budget, 1);
      return celView(value, budget);
    },
  });
}

function objectView(target: Record<string, unknown>, budget: Budget): unknown {
  return new Proxy(target, {
    get(object, key) {
      if (key === RAW) return object;
      if (typeof key === 'symbol' || !Object.hasOwn(object, key)) return Reflect.get(object, key) as unknown;
      // The interpreter asks a value for its constructor to learn its type; a field of that name must not answer.
      if (key === 'constructor') return Object;
      charge(budget, 1);
      return celView(object[key], budget);
    },
    ownKeys(object) {
      const keys = Reflect.ownKeys(object);
      charge(budget, keys.length);
      return keys;
    },
  });
}
