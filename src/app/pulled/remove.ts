import { remove } from '../../kube/index.ts';
import type { Plan } from '../../plan/types.ts';
import { converge } from '../converge.ts';
import { emptyPlan } from '../inspect/wait.ts';
import { readLedger } from '../ledger/store.ts';
import { defaultSpec } from '../rollback.ts';
import type { Consent, World } from '../world.ts';
import { followApp } from './follow.ts';
import { appObject } from './holding.ts';
import type { Pulled } from './object.ts';

/** An App object with it is the operator's to take down: it deletes the members, then lets the object go. */
export const membersFinalizer = 'tug.dev/members';

/** Deleting an App is itself the consent to lose its members; what holds data stays, without an owner. */
export const removalConsent: Consent = {
  deleteKinds: [],
  manyDeletions: true,
  empty: true,
  replace: false,
  leaveData: true,
};

/** What deleting the App would delete, for a person to look at; nothing where its members stay. */
export async function planRemoval({ ref, leavesMembers }: Pulled, world: World): Promise<Plan> {
  const ledger = await readLedger(world.api, ref);
  if (leavesMembers || ledger.resourceVersion === undefined) return emptyPlan(ref, 0);
  const { plan } = await converge(
    {
      ref,
      destination: ref.namespace,
      createNamespace: false,
      revision: ledger.revision,
      rendered: [],
      spec: defaultSpec(ref),
      operation: 'delete',
      consent: removalConsent,
      until: 'plan',
      approve: () => Promise.resolve(false),
    },
    world,
  );
  return plan;
}

/**
 * Deletes the App object and waits until the operator has taken its members down and let it go. `late` says what it was at when the time
 * was up: it goes on.
 */
export async function removePulled(
  app: Pulled,
  timeoutMs: number,
  world: World,
): Promise<{ readonly end: 'gone' } | { readonly late: string }> {
  await remove(world.api, appObject(app.ref), { uid: app.uid, propagation: 'Background' });
  return followApp<'gone'>(
    {
      ref: app.ref,
      timeoutMs,
      needsOperator: () => true,
      see: (now) => (!now || now.uid !== app.uid ? { end: 'gone' } : { waiting: leftOf(now) }),
    },
    world,
  );
}

/** Left to the operator, and done: its members are not ours to delete after it. */
export const isOperators = ({ finalizers }: Pulled): boolean => finalizers.includes(membersFinalizer);

function leftOf({ status }: Pulled): string {
  const deleting = status.conditions.find(({ type }) => type === 'Deleting');
  return deleting?.message ?? 'the operator deletes its members';
}
