/** An App object that is being deleted: what becomes of its members, and then its finalizer. */
import { removeApp } from '../../app/remove.ts';
import type { App } from '../../app/spec/schema.ts';
import type { Consent } from '../../app/world.ts';
import { isNotFound, patch } from '../../kube/index.ts';
import { Problem } from '../../lib/errors.ts';
import { finalizer } from '../apps/apps.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { Operator } from '../operator.ts';
import { type Doing, worldOf } from './deploy.ts';
import { failureIn } from './failure.ts';
import { type Finding, said } from './finding.ts';

/** Claims, namespaces and definitions hold what others would miss: they stay, without an owner. */
const removal: Consent = { deleteKinds: [], manyDeletions: true, empty: true, replace: false, leaveData: true };

/** Undefined when nothing is left to be done for it. */
export async function removeOne(doing: Doing): Promise<Finding | undefined> {
  const { one, app, op } = doing;
  if (!one.object.metadata.finalizers?.includes(finalizer)) return undefined;
  if (leaves(app)) {
    await releaseFinalizer(one, op);
    return undefined;
  }
  const ledger = doing.seat.memory.ledger(one.ref);
  // Seen by the watches, nothing has to be listed.
  if (ledger) await doing.seat.watch(ledger);
  try {
    const converged = await removeApp(
      { ref: one.ref, consent: removal, timeout: app.spec.sync.timeout, approve: async () => true },
      worldOf(doing),
    );
    const failure = failureIn(converged);
    if (failure) return said('Deleting', failure.said.message, { againMs: 5_000 });
  } catch (error) {
    // It was never deployed: there is nothing to delete.
    if (!(error instanceof Problem) || error.code !== 'NotFound') throw error;
  }
  await releaseFinalizer(one, op);
  return undefined;
}

const leaves = ({ spec: { sync } }: App): boolean =>
  sync.deletion === 'orphan' || (sync.deletion === 'mirrorPrune' && !sync.prune);

export async function releaseFinalizer(one: Tracked, op: Operator): Promise<void> {
  const finalizers = one.object.metadata.finalizers ?? [];
  const index = finalizers.indexOf(finalizer);
  if (index < 0) return;
  const path = `/metadata/finalizers/${index}`;
  await patchApp(one, op, [
    { op: 'test', path, value: finalizer },
    { op: 'remove', path },
  ]);
  one.object.metadata.finalizers = finalizers.filter((other) => other !== finalizer);
}

/** Set before the first write, so that an App cannot go and leave its members behind. */
export async function setFinalizer(one: Tracked, op: Operator): Promise<void> {
  const { finalizers } = one.object.metadata;
  if (finalizers?.includes(finalizer)) return;
  const add = finalizers
    ? { op: 'add', path: '/metadata/finalizers/-', value: finalizer }
    : { op: 'add', path: '/metadata/finalizers', value: [finalizer] };
  await patchApp(one, op, [{ op: 'test', path: '/metadata/uid', value: one.uid }, add]);
  one.object.metadata.finalizers = [...(finalizers ?? []), finalizer];
}

async function patchApp(one: Tracked, op: Operator, body: readonly unknown[]): Promise<void> {
  const { apiVersion, kind } = one.object;
  try {
    await patch(op.api, { apiVersion, kind, ...one.ref }, { type: 'json', body, manager: 'tug-operator' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
