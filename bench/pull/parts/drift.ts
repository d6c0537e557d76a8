import { collection } from '../../lib/client.ts';
import { type Observed, observe } from '../../lib/observed.ts';
import type { Unit } from '../fleet.ts';
import type { Place } from '../types.ts';
import { type Edit, edits } from './edits.ts';

export interface Drifted {
  /** Milliseconds from the answer to each edit until it was repaired, by kind of edit. */
  readonly byKind: ReadonlyMap<string, readonly number[]>;
  /** Edits that nothing was done about in time. */
  readonly left: ReadonlyMap<string, number>;
}

const timeoutMs = 20_000;
const kinds = ['ConfigMap', 'Service', 'Deployment'] as const;

/** One edit after the other, each of another unit than the one before. */
export async function drift({ client }: Place, units: readonly Unit[], count: number): Promise<Drifted> {
  const watched = new Map<string, Observed>();
  for (const kind of kinds) {
    const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
    watched.set(kind, await observe(client, collection({ apiVersion, kind })));
  }
  const byKind = new Map<string, number[]>(edits.map(({ name }) => [name, []]));
  const left = new Map<string, number>();
  try {
    for (let round = 0; round < count; round++) {
      const edit = edits[round % edits.length];
      const unit = units[(round * 7) % units.length];
      if (!edit || !unit) break;
      const took = await one(client, watched.get(edit.kind), edit, unit);
      if (took === undefined) left.set(edit.name, (left.get(edit.name) ?? 0) + 1);
      else byKind.get(edit.name)?.push(took);
    }
  } finally {
    for (const observed of watched.values()) await observed.end();
  }
  return { byKind, left };
}

async function one(
  client: Place['client'],
  observed: Observed | undefined,
  edit: Edit,
  { namespace, name }: Unit,
): Promise<number | undefined> {
  const key = `${namespace}/${name}`;
  const before = observed?.get(key);
  if (!observed || !before) throw new Error(`${edit.kind} ${key} is not there to be edited`);
  const { answered, version } = await edit.make(client, before);
  // An edit is only ever repaired after it was made: what the watch has not seen yet is no repair.
  const wasMade = (resourceVersion: string | undefined): boolean => BigInt(resourceVersion ?? 0) > BigInt(version);
  try {
    const repaired = await observed.until(
      `${edit.name} of ${key}`,
      [key],
      (object) => object !== undefined && wasMade(object.metadata.resourceVersion) && edit.isRepaired(object, before),
      timeoutMs,
    );
    return Math.max(0, repaired - answered);
  } catch {
    return undefined;
  }
}
