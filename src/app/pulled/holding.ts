/** Puts holds and takes them away. */
import { patch, type Ref } from '../../kube/index.ts';
import { noApp } from '../inspect/status.ts';
import { encodeHold, type Hold, holdAnnotation } from '../hold.ts';
import { appApiVersion } from '../spec/schema.ts';
import type { World } from '../world.ts';
import { type Look, ledgerRef } from './look.ts';

/** As managers of the annotations are named in `managedFields`. */
const manager = 'tug-cli';

/** On the App object where there is one, else on the ledger. Problem `NotFound` when there is neither. */
export async function putHold({ ref, pulled, ledger }: Look, hold: Hold, { api }: World): Promise<void> {
  if (!pulled && !ledger) {
    throw noApp(ref);
  }
  await annotate(api, pulled ? appObject(ref) : ledgerRef(ref), { [holdAnnotation]: encodeHold(hold) });
}

/** From wherever it stands; expired ones go too. */
export async function liftHold({ ref, pulled, ledger }: Look, { api }: World): Promise<void> {
  const where = [
    ...(pulled?.annotations[holdAnnotation] === undefined ? [] : [appObject(ref)]),
    ...(ledger?.[holdAnnotation] === undefined ? [] : [ledgerRef(ref)]),
  ];
  await Promise.all(where.map((one) => annotate(api, one, { [holdAnnotation]: null })));
}

/** null takes an annotation away. */
export async function annotate(
  api: World['api'],
  ref: Ref,
  annotations: Readonly<Record<string, string | null>>,
): Promise<void> {
  await patch(api, ref, { type: 'merge', body: { metadata: { annotations } }, manager });
}

export const appObject = (ref: {
  readonly name: string;
  readonly namespace: string;
}): { apiVersion: string; kind: 'App'; namespace: string; name: string } => ({
  apiVersion: appApiVersion,
  kind: 'App',
  namespace: ref.namespace,
  name: ref.name,
});
