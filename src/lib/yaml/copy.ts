import { Problem } from '../errors.ts';

/** What a value costs beside its text: 16 keeps 64 Mi of weight below four million nodes. */
const nodeWeight = 16;

/**
 * The same value with every alias expanded into a copy of its own, so that changing one place changes no other.
 * Weighs before it copies: an alias bomb ("billion laughs") is small until someone walks it.
 */
export function plainCopy(value: unknown, limit: number): unknown {
  const weights = new Map<object, number>();
  let shared = false;
  const weigh = (node: unknown): number => {
    if (typeof node === 'string') return nodeWeight + node.length;
    if (typeof node !== 'object' || node === null) return nodeWeight;
    const known = weights.get(node);
    if (known !== undefined) {
      if (Number.isNaN(known)) throw new Problem('InvalidInput', 'an anchor holds an alias to itself');
      shared = true;
      return known;
    }
    weights.set(node, Number.NaN);
    let weight = nodeWeight;
    for (const [key, member] of Object.entries(node)) weight += weigh(member) + (Array.isArray(node) ? 0 : key.length);
    weights.set(node, weight);
    return weight;
  };
  if (weigh(value) > limit) {
    throw new Problem('LimitExceeded', 'its aliases expand to too much: the YAML is an alias bomb');
  }
  return shared ? copy(value) : value;
}

function copy(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(copy);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, copy(member)]));
}
