import type { Replica } from './lease.ts';
import { ownerOf } from './owner.ts';

/** What one replica knows at one moment of the history of the Leases, from which alone it follows what it owns. */
export interface Standing {
  readonly self: string;
  /** Whether its own Lease is among those known. */
  readonly member: boolean;
  /** Every replica that has a Lease, sorted. */
  readonly present: readonly string[];
  /** By what else this replica told others that it works: lists other than `present`, on its Lease or on their way there. */
  readonly told: readonly (readonly string[])[];
  /** Others that work by another list than `present`. */
  readonly rivals: readonly Pick<Replica, 'name' | 'among'>[];
}

/**
 * An App is owned when it falls to this replica among those present, by all that it has told so far, and when by what the others told it is
 * nobody else's. The history of the Leases is one sequence that all see in the same order, some later than others; of two replicas whose
 * Leases both claim an App, the one that reads further sees both claims and stands back, and a claim is only withdrawn when its work has
 * ended. So no two own it at once, however late either is.
 */
export function owns({ self, member, present, told, rivals }: Standing, app: string): boolean {
  if (!member || ownerOf(app, present) !== self) return false;
  if (told.some((among) => ownerOf(app, among) !== self)) return false;
  return rivals.every(({ name, among }) => ownerOf(app, among) !== name);
}

/** The standing of a process in the Leases known. `sent` is what was written to its own Lease and has not been seen there yet. */
export function standingOf(
  { name: self, holder }: Pick<Replica, 'name' | 'holder'>,
  known: ReadonlyMap<string, Replica>,
  sent: readonly string[] | undefined,
): Standing {
  const present = [...known.keys()].toSorted();
  const differs = (among: readonly string[]): boolean => !sameList(among, present);
  const mine = known.get(self);
  const member = mine !== undefined && mine.holder === holder;
  const others = [...known.values()].filter(({ name }) => name !== self);
  return {
    self,
    member,
    present,
    told: member ? [mine.among, ...(sent ? [sent] : [])].filter(differs) : [],
    rivals: others.filter(({ among }) => differs(among)).map(({ name, among }) => ({ name, among })),
  };
}

/** Whether they own the same Apps for certain. */
export function sameStanding(a: Standing, b: Standing): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((it, at) => it === b[at]);
}
