import { isIPv6 } from 'node:net';

/** How many addresses are remembered; the one not seen for longest is forgotten first. */
const mostAddresses = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * A token bucket for each source address: `burst` at once, `perSecond` after that. Gives 0 when the request may pass, else the seconds
 * after which the next one may. `now`: milliseconds of a monotonic clock.
 */
export function rateLimit(burst: number, perSecond: number, now: () => number): (address: string) => number {
  const buckets = new Map<string, Bucket>();
  return (address) => {
    const source = sourceOf(address);
    const at = now();
    const last = buckets.get(source) ?? { tokens: burst, at };
    const tokens = Math.min(burst, last.tokens + ((at - last.at) / 1_000) * perSecond);
    const passes = tokens >= 1;
    // Put in anew, so that the map is in the order in which addresses were last seen.
    buckets.delete(source);
    buckets.set(source, { tokens: passes ? tokens - 1 : tokens, at });
    if (buckets.size > mostAddresses) buckets.delete(buckets.keys().next().value ?? source);
    return passes ? 0 : Math.ceil((1 - tokens) / perSecond);
  };
}

/** Whoever has an IPv6 address has a /64 of them. */
function sourceOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':');
  if (tail === undefined) return groups.slice(0, 4).join(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(8 - groups.length - after.length, 0) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}
