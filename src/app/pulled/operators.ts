import { type Api, list, mapper } from '../../kube/index.ts';
import { Problem } from '../../lib/errors.ts';

export const operatorNamespace = 'tug-system';
const leasePrefix = 'tug-operator-';
/** Of a lease that does not say. */
const standardSeconds = 15;
const graceMs = 2_000;

interface Lease {
  readonly renewed: string;
  readonly seconds: number;
}

/**
 * Whether an operator runs, told by its Leases; undefined for who may not read them. Clocks are not compared: a lease that is not renewed
 * for as long as it lasts is dead, as client-go has it.
 */
export async function operatorLives(api: Api, pause: (ms: number) => Promise<void>): Promise<boolean | undefined> {
  const before = await leases(api);
  if (!before || before.size === 0) return before && false;
  const longest = Math.max(...[...before.values()].map(({ seconds }) => seconds));
  await pause(longest * 1_000 + graceMs);
  const after = await leases(api);
  return after && [...after].some(([name, { renewed }]) => before.get(name)?.renewed !== renewed);
}

/** Those that somebody holds. */
async function leases(api: Api): Promise<ReadonlyMap<string, Lease> | undefined> {
  const type = (await mapper(api)).byKind('coordination.k8s.io/v1', 'Lease');
  if (!type) return undefined;
  try {
    const { items } = await list(api, type, { namespace: operatorNamespace });
    return new Map(
      items.flatMap(({ metadata: { name = '' }, spec }): [string, Lease][] => {
        const { holderIdentity, renewTime, leaseDurationSeconds } = (spec ?? {}) as Record<string, unknown>;
        if (!name.startsWith(leasePrefix) || !holderIdentity) return [];
        const seconds = typeof leaseDurationSeconds === 'number' ? leaseDurationSeconds : standardSeconds;
        return [[name, { renewed: typeof renewTime === 'string' ? renewTime : '', seconds }]];
      }),
    );
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
