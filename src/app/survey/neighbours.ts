/** Other Apps, seen from one: whose member an object is. */
import type { Api } from '../../kube/index.ts';
import { ownsLabel } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/object.ts';
import { partOfLabel } from '../../plan/applyset.ts';
import type { Foreseen } from '../../plan/types.ts';
import { type AppRef, ledgerId } from '../ledger/ledger.ts';
import { findSets } from '../ledger/store.ts';
import { fieldManager } from '../names.ts';

/**
 * For each of these live objects, the other App it is a member of, as `NAMESPACE/NAME`. A set whose ledger is gone, with a namespace that
 * was deleted for instance, belongs to nobody.
 */
export async function otherApps(
  api: Api,
  ref: AppRef,
  foreseen: ReadonlyMap<string, Foreseen>,
): Promise<(object: KubeObject) => string | undefined> {
  const own = ledgerId(ref);
  const lives = [...foreseen.values()].flatMap((one) => ('live' in one && one.live ? [one.live] : []));
  const sets = await findSets(api, new Set(lives.flatMap((live) => setOf(live, own) ?? [])), ref.namespace);
  return (object) => sets.get(setOf(object, own) ?? '');
}

/** The id of the set an object is a member of, unless it is our own. */
function setOf(object: KubeObject, own: string): string | undefined {
  const id = object.metadata.labels?.[partOfLabel];
  return id && id !== own && ownsLabel(object, fieldManager, partOfLabel) ? id : undefined;
}
