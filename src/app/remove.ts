import { find, remove as removeObject } from '../kube/index.ts';
import { Problem } from '../lib/errors.ts';
import { isHook } from '../plan/order/hooks.ts';
import { converge, type Converged } from './converge.ts';
import { type AppRef, type Ledger, ledgerName } from './ledger/ledger.ts';
import { readLedger } from './ledger/store.ts';
import { forget, readRelease } from './release/store.ts';
import { defaultSpec, renderedOf } from './rollback.ts';
import type { Approve, Consent, World } from './world.ts';
import type { RenderedObject } from '../render/types.ts';

export interface RemoveRequest {
  readonly ref: AppRef;
  readonly consent: Consent;
  readonly timeout: string | undefined;
  readonly approve: Approve;
}

/** Deletes every member of an App, then its releases and its ledger. Delete hooks of the last release run around it. */
export async function removeApp(request: RemoveRequest, world: World): Promise<Converged> {
  const { ref } = request;
  const ledger = await readLedger(world.api, ref);
  if (ledger.resourceVersion === undefined) {
    throw new Problem('NotFound', `there is no App ${ref.name} in namespace ${ref.namespace}`, {
      hint: 'see tug apps -A',
    });
  }
  const spec = defaultSpec(ref);
  const converged = await converge(
    {
      ref,
      destination: ref.namespace,
      createNamespace: false,
      revision: ledger.revision,
      rendered: await deleteHooks(ledger, world),
      spec: { ...spec, sync: { ...spec.sync, timeout: request.timeout ?? spec.sync.timeout } },
      operation: 'delete',
      consent: request.consent,
      until: 'verdict',
      approve: request.approve,
    },
    world,
  );
  if (converged.verdict !== 'deployed' && converged.verdict !== 'unchanged') return converged;
  await forgetApp(ref, world);
  return { ...converged, release: undefined };
}

async function deleteHooks(ledger: Ledger, world: World): Promise<RenderedObject[]> {
  if (ledger.release === 0) return [];
  try {
    return renderedOf(await readRelease(world.api, ledger.app, ledger.release)).filter(({ object }) => isHook(object));
  } catch (error) {
    // Without its record the App can still go; only its hooks are not known any more.
    if (error instanceof Problem && (error.code === 'NotFound' || error.code === 'InvalidInput')) return [];
    throw error;
  }
}

async function forgetApp(ref: AppRef, world: World): Promise<void> {
  await forget(world.api, ref, Number.MAX_SAFE_INTEGER);
  const ledger = { apiVersion: 'v1', kind: 'ConfigMap', namespace: ref.namespace, name: ledgerName(ref) };
  if (await find(world.api, ledger, { metadataOnly: true })) await removeObject(world.api, ledger);
}
