import type { Desired, LedgerEntry, Observed } from './types.ts';

/**
 * Which desired objects are as the last apply left them, and which have to be asked about by a dry run. As left means: the same object
 * is wanted, nobody took a field we applied (the hash), nobody applied under our name (the time of our entry), and the generation did not
 * move. A generation that moved alone is a foreign addition, or an apply under our name within the second that `time` resolves.
 */
export function toAsk(
  desired: readonly Desired[],
  observed: ReadonlyMap<string, Observed>,
  ledger: ReadonlyMap<string, LedgerEntry>,
): { unchanged: Desired[]; ask: Desired[] } {
  const unchanged: Desired[] = [];
  const ask: Desired[] = [];
  for (const one of desired) {
    const same = isAsLeft(one, observed.get(one.key), ledger.get(one.key));
    (same ? unchanged : ask).push(one);
  }
  return { unchanged, ask };
}

function isAsLeft(desired: Desired, observed: Observed | undefined, entry: LedgerEntry | undefined): boolean {
  if (!observed || !entry || entry.digest !== desired.digest) return false;
  const { object, own } = observed;
  if (object.metadata.deletionTimestamp) return false;
  return (object.metadata.generation ?? 0) === entry.generation && own.time === entry.time && own.hash === entry.owned;
}
