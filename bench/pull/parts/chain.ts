import type { Observed } from '../../lib/observed.ts';
import { filesOf, fleet, type Unit } from '../fleet.ts';
import type { Contender, Place } from '../types.ts';
import { firstSync } from './first.ts';

export const chainLength = 10;

/** Units each of which waits for the one before it, all in one namespace. Seconds until all of them are Ready. */
export async function chain(place: Place, contender: Contender, observed: Observed): Promise<number> {
  const units: Unit[] = fleet(chainLength, 'chain').map((unit) => ({ ...unit, namespace: 'bench-0' }));
  const commit = await place.git.commit(filesOf(units));
  await contender.announce(commit);
  const dependencies = new Map(units.slice(1).map((unit, index) => [unit, units[index]?.name ?? '']));
  return await firstSync(place, contender, observed, units, commit, dependencies);
}
