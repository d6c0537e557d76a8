/**
 * Reads and writes ledgers. Every write names the resourceVersion it is based on: of two deploys of one App that run at
 * once, the later one to begin makes the earlier one's end fail, which is then told as `superseded`.
 */
import { type Api, create, find, isConflict, isForbidden, list, mapper, replace } from '../../kube/index.ts';
import type { GroupKind, KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { appLabel, decodeLedger, encodeLedger, idLabel } from './format.ts';
import { type AppRef, emptyLedger, type Ledger, ledgerName } from './ledger.ts';

const manager = 'tug-ledger';

/** The App's ledger; an empty one when the App was never deployed. */
export async function readLedger(api: Api, app: AppRef): Promise<Ledger> {
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: app.namespace, name: ledgerName(app) };
  const object = await find(api, ref);
  return object ? decodeLedger(object) : emptyLedger(app);
}

/** All ledgers of one namespace, or of the whole cluster. */
export async function listLedgers(api: Api, namespace?: string): Promise<Ledger[]> {
  const type = (await mapper(api)).byKind('v1', 'ConfigMap');
  if (!type) throw new Problem('ApiRefused', 'the server does not serve ConfigMaps', { where: api.server });
  const { items } = await list(api, type, { ...(namespace ? { namespace } : {}), labelSelector: appLabel });
  return items.map(decodeLedger);
}

/**
 * Those of these sets whose ledger is still somewhere. A set without one was left behind, by a namespace that was deleted for
 * instance, and belongs to nobody. Who may not look takes every set to be alive.
 */
export async function livingSets(api: Api, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  if (ids.size === 0) return ids;
  const type = (await mapper(api)).byKind('v1', 'ConfigMap');
  if (!type) return ids;
  try {
    const { items } = await list(api, type, {
      labelSelector: `${idLabel} in (${[...ids].join(',')})`,
      metadataOnly: true,
    });
    return new Set(
      items.flatMap(({ metadata }) => (metadata.deletionTimestamp ? [] : (metadata.labels?.[idLabel] ?? []))),
    );
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return ids;
  }
}

/** Writes a ledger over the version it was read from. Problem `Superseded` when another deploy wrote it meanwhile. */
export async function writeLedger(api: Api, ledger: Ledger): Promise<Ledger> {
  const object = encodeLedger(ledger);
  try {
    const written: KubeObject = ledger.resourceVersion
      ? await replace(api, object, { manager })
      : await create(api, object, { manager });
    return { ...ledger, resourceVersion: written.metadata.resourceVersion };
  } catch (error) {
    if (isConflict(error)) {
      throw new Problem(
        'Superseded',
        `another deploy of App ${ledger.app.namespace}/${ledger.app.name} began meanwhile`,
        {
          hint: 'let it end, then push again',
          cause: error,
        },
      );
    }
    throw error;
  }
}

/** The ledger that also covers these kinds and namespaces; written before the first object of them is. */
export function widen(ledger: Ledger, kinds: readonly GroupKind[], namespaces: readonly string[]): Ledger {
  const known = new Map(ledger.groupKinds.map((gk) => [`${gk.group}/${gk.kind}`, gk]));
  for (const gk of kinds) known.set(`${gk.group}/${gk.kind}`, gk);
  return {
    ...ledger,
    groupKinds: [...known.values()],
    namespaces: [...new Set([...ledger.namespaces, ...namespaces])],
  };
}
