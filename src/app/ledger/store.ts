/**
 * Reads and writes ledgers. Every write names the resourceVersion it is based on: of two deploys of one App that run at
 * once, the later one to begin makes the earlier one's end fail, which is then told as `superseded`.
 */
import {
  type Api,
  create,
  find,
  isAlreadyExists,
  isConflict,
  isForbidden,
  list,
  mapper,
  replace,
} from '../../kube/index.ts';
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
 * The Apps these sets belong to, as `NAMESPACE/NAME` by set id; a set without a ledger is left out. Who may not look for ledgers gets
 * those of the namespace `near` that it may see, and every other set by its id, as if it were alive.
 */
export async function findSets(api: Api, ids: ReadonlySet<string>, near: string): Promise<ReadonlyMap<string, string>> {
  const type = (await mapper(api)).byKind('v1', 'ConfigMap');
  if (ids.size === 0 || !type) return new Map();
  const find = async (where: { namespace?: string }): Promise<[string, string][]> => {
    const labelSelector = `${idLabel} in (${[...ids].join(',')})`;
    const { items } = await list(api, type, { ...where, labelSelector, metadataOnly: true });
    return items.flatMap(({ metadata }) => (metadata.deletionTimestamp ? [] : [setName(metadata)]));
  };
  try {
    return new Map(await find({}));
  } catch (error) {
    if (!isForbidden(error)) throw error;
    const here = await find({ namespace: near }).catch(() => []);
    return new Map([...[...ids].map((id): [string, string] => [id, id]), ...here]);
  }
}

const setName = ({ labels, namespace, name }: KubeObject['metadata']): [string, string] => [
  labels?.[idLabel] ?? '',
  `${namespace ?? ''}/${labels?.[appLabel] ?? name ?? ''}`,
];

/** Writes a ledger over the version it was read from. Problem `Superseded` when another deploy wrote it meanwhile. */
export async function writeLedger(api: Api, ledger: Ledger): Promise<Ledger> {
  const object = encodeLedger(ledger);
  try {
    const written: KubeObject = ledger.resourceVersion
      ? await replace(api, object, { manager })
      : await create(api, object, { manager });
    return { ...ledger, resourceVersion: written.metadata.resourceVersion };
  } catch (error) {
    // Both began when there was none.
    if (isConflict(error) || isAlreadyExists(error)) {
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
