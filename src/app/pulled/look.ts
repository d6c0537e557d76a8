/** What every command that changes an App has to know of it first. */
import { find } from '../../kube/index.ts';
import { type Hold, holdOf } from '../hold.ts';
import { type AppRef, ledgerName } from '../ledger/ledger.ts';
import type { World } from '../world.ts';
import { findPulled, type Pulled } from './object.ts';

export interface Look {
  readonly ref: AppRef;
  /** Undefined for an App that is only pushed. */
  readonly pulled: Pulled | undefined;
  /** Annotations of its ledger; undefined when it was never deployed. */
  readonly ledger: Readonly<Record<string, string>> | undefined;
  readonly hold: Hold | undefined;
}

export const ledgerRef = (ref: AppRef): { apiVersion: 'v1'; kind: 'ConfigMap'; namespace: string; name: string } => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: ref.namespace,
  name: ledgerName(ref),
});

/** Two requests, one where the cluster knows no Apps. A hold on the App object goes before one that was put while it was only pushed. */
export async function lookAt(ref: AppRef, { api, now }: Pick<World, 'api' | 'now'>): Promise<Look> {
  const [pulled, object] = await Promise.all([findPulled(api, ref), find(api, ledgerRef(ref), { metadataOnly: true })]);
  const ledger = object && (object.metadata.annotations ?? {});
  return { ref, pulled, ledger, hold: holdOf(pulled?.annotations, now()) ?? holdOf(ledger, now()) };
}
