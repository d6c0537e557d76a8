import { type Hold, holdOf } from '../hold.ts';
import type { AppRef, Ledger } from '../ledger/ledger.ts';
import { listLedgers } from '../ledger/store.ts';
import { listPulled, type Pulled } from '../pulled/object.ts';
import type { World } from '../world.ts';

export interface ListedApp {
  readonly ref: AppRef;
  /** Undefined for one that was never deployed. */
  readonly ledger: Ledger | undefined;
  /** Undefined for one that is only pushed. */
  readonly pulled: Pulled | undefined;
  readonly hold: Hold | undefined;
}

/** Every App of a namespace or of the cluster, however it is deployed, by namespace and name. */
export async function listApps(namespace: string | undefined, { api, now }: World): Promise<ListedApp[]> {
  const [ledgers, objects] = await Promise.all([listLedgers(api, namespace), listPulled(api, namespace)]);
  const pulledOf = new Map(objects.map((app) => [keyOf(app.ref), app]));
  const ledgerOf = new Map(ledgers.map((ledger) => [keyOf(ledger.app), ledger]));
  return [...new Set([...pulledOf.keys(), ...ledgerOf.keys()])].toSorted().flatMap((key) => {
    const [pulled, ledger] = [pulledOf.get(key), ledgerOf.get(key)];
    const ref = pulled?.ref ?? ledger?.app;
    const hold = holdOf(pulled?.annotations, now()) ?? holdOf(ledger?.annotations, now());
    return ref ? [{ ref, ledger, pulled, hold }] : [];
  });
}

const keyOf = ({ namespace, name }: AppRef): string => `${namespace}/${name}`;
