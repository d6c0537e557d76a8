import { collection } from '../../lib/client.ts';
import { observe } from '../../lib/observed.ts';
import { filesOf, type Unit } from '../fleet.ts';
import type { Place } from '../types.ts';

export interface Touched {
  /** Milliseconds from when the source was seen until the change was live, one of each commit. */
  readonly fromSeen: readonly number[];
  /** The same from when the operator was told of the commit. */
  readonly fromTold: readonly number[];
}

const timeoutMs = 900_000;

/**
 * Commits that change one ConfigMap of one unit each. What `announce` resolves with says, once the change is live, at which moment
 * (`Date.now()`) the commit was seen.
 */
export async function touchedCommits(
  { client, git }: Place,
  units: readonly Unit[],
  count: number,
  announce: (commit: string) => Promise<() => number | undefined>,
): Promise<Touched> {
  const settings = await observe(client, collection({ apiVersion: 'v1', kind: 'ConfigMap' }));
  const times: { seen: number | undefined; told: number; live: number }[] = [];
  try {
    for (let round = 0; round < count; round++) {
      const unit = units[(round * 7) % units.length];
      if (!unit) break;
      const version = 1_000 + round;
      const commit = await git.commit(filesOf([unit], version));
      const told = Date.now();
      const isLive = settings.until(
        `a commit that touches ${unit.name}`,
        [`${unit.namespace}/${unit.name}`],
        (object) => (object?.data as Record<string, string> | undefined)?.VERSION === String(version),
        timeoutMs,
      );
      const [live, seen] = await Promise.all([isLive.then(() => Date.now()), announce(commit)]);
      times.push({ seen: seen(), told, live });
    }
  } finally {
    await settings.end();
  }
  return {
    fromSeen: times.flatMap(({ seen, live }) => (seen === undefined ? [] : [Math.max(0, live - seen)])),
    fromTold: times.map(({ told, live }) => live - told),
  };
}
