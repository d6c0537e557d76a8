/** The ledgers of one namespace, followed, and decoded once for each version. */
import { appLabel, decodeLedger } from '../../app/ledger/format.ts';
import type { AppRef, Ledger } from '../../app/ledger/ledger.ts';
import { type Api, mapper } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { type Collection, collect } from './collection.ts';

export interface Ledgers extends Collection {
  get(app: AppRef): Ledger | undefined;
  keep(ledger: Ledger): void;
  lose(app: AppRef): void;
}

export interface LedgersOptions {
  readonly namespace: string;
  /** Somebody else wrote the ledger of this App, or deleted it. */
  readonly changed: (app: string) => void;
  readonly ended: (error: unknown) => void;
}

export async function followLedgers(api: Api, options: LedgersOptions): Promise<Ledgers> {
  const { namespace, changed, ended } = options;
  const type = (await mapper(api)).byKind('v1', 'ConfigMap');
  if (!type) throw new Problem('ApiRefused', 'the server does not serve ConfigMaps', { where: api.server });
  const known = new Map<string, Ledger>();
  const see = (gone: boolean, object: KubeObject): void => {
    const app = object.metadata.labels?.[appLabel] ?? '';
    const before = known.get(app);
    if (gone) {
      known.delete(app);
      if (before) changed(app);
      return;
    }
    if (before && !isNewer(object.metadata.resourceVersion, before.resourceVersion)) return;
    try {
      known.set(app, decodeLedger(object));
    } catch {
      // Damaged by hand: whoever reads it next says so.
      known.delete(app);
    }
    changed(app);
  };
  const collection = collect(api, {
    type,
    namespace,
    labelSelector: appLabel,
    metadataOnly: false,
    see: ({ type: what, object }) => see(what === 'deleted', object),
    ended,
  });
  return {
    ...collection,
    get: ({ name }) => known.get(name),
    keep: (ledger) => void known.set(ledger.app.name, ledger),
    lose: ({ name }) => void known.delete(name),
  };
}

/** Our own writes come back by the watch, after newer ones of ours perhaps. */
function isNewer(seen = '', than = ''): boolean {
  return seen.length === than.length ? seen > than : seen.length > than.length;
}
