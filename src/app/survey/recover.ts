import { groupOf } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import type { AppRef, Ledger } from '../ledger/ledger.ts';
import { readLedger, widen } from '../ledger/store.ts';
import type { World } from '../world.ts';
import { listReleases, readRelease } from '../release/store.ts';

/**
 * The App's ledger. Where somebody deleted it, what its newest release remembers: kinds and namespaces, so that its members are found by
 * their label, and the release's number, so that the next one is a new one.
 */
export async function ledgerOf(ref: AppRef, { api, memory }: World): Promise<Ledger> {
  const known = memory?.ledger(ref);
  if (known) return known;
  const ledger = await readLedger(api, ref);
  if (ledger.resourceVersion !== undefined) return ledger;
  try {
    const [newest] = await listReleases(api, ref);
    if (!newest) return ledger;
    const { desired } = await readRelease(api, ref, newest.release);
    const kinds = desired.map(({ object }) => ({ group: groupOf(object.apiVersion), kind: object.kind }));
    const namespaces = [ref.namespace, ...desired.flatMap(({ object }) => object.metadata.namespace ?? [])];
    return { ...widen(ledger, kinds, namespaces), release: newest.release };
  } catch (error) {
    // Who may not read releases, or cannot read this one, starts anew: what is there is adopted as it is found.
    if (error instanceof Problem) return ledger;
    throw error;
  }
}
