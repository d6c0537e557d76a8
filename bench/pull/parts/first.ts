import { collection, inLanes } from '../../lib/client.ts';
import type { Observed } from '../../lib/observed.ts';
import { observe } from '../../lib/observed.ts';
import type { Unit } from '../fleet.ts';
import { concurrency } from '../place.ts';
import type { Contender, Place } from '../types.ts';

/** An hour: Flux is given the time it takes. */
const timeoutMs = 3_600_000;

export const keysOf = (units: readonly Unit[]): string[] => units.map(({ namespace, name }) => `${namespace}/${name}`);

export const declared = (place: Place, { kind }: Contender): Promise<Observed> =>
  observe(place.client, collection(kind));

/** Seconds from before the first unit is declared until all of them are Ready at the commit. */
export async function firstSync(
  { client }: Place,
  contender: Contender,
  observed: Observed,
  units: readonly Unit[],
  commit: string,
  dependencies: ReadonlyMap<Unit, string> = new Map(),
): Promise<number> {
  const began = performance.now();
  const ready = observed.until(
    `first sync by ${contender.name}`,
    keysOf(units),
    (object) => contender.isReady(object, commit),
    timeoutMs,
  );
  const declare = inLanes(units, concurrency, (unit) => {
    const dependsOn = dependencies.get(unit);
    const body = contender.declare(unit, dependsOn === undefined ? undefined : { dependsOn });
    return client.send('POST', collection(contender.kind, unit.namespace), { body });
  });
  const [ended] = await Promise.all([ready, declare]);
  return (ended - began) / 1_000;
}
