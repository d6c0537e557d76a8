import { ownEntry } from '../../kube/fields.ts';
import { serverSideApply } from '../../kube/index.ts';
import type { FieldsV1, KubeObject } from '../../kube/object.ts';
import type { Desired } from '../../plan/types.ts';
import { moveManagers, needsOverlap } from '../managers/move.ts';
import type { Carry, Doing, StepContext } from './context.ts';
import { desiredOf } from './desired.ts';
import { reborn } from './reborn.ts';
import { release } from './release.ts';
import { rewriteManagers, type Rewrite } from './rewrite-managers.ts';
import { sendApply } from './send.ts';

/**
 * Takes over an object that others made. First the managers whose fields our files stand for are moved, then it is applied:
 * killed in between, the object is not a member yet and the next push begins again; the other way round the moved fields
 * would never be dropped. Nothing restarts: moving managers changes no field, and neither does applying what is there.
 */
export const adopt: Carry = async (context, doing) => {
  const desired = desiredOf(doing);
  const move = async (live: KubeObject): Promise<Rewrite | undefined> => {
    const before = live.metadata.managedFields ?? [];
    const fields = needsOverlap(before) ? await fieldsOf(context, doing, desired) : undefined;
    const time = `${new Date(context.now()).toISOString().slice(0, 19)}Z`;
    const entries = moveManagers(before, { manager: context.manager, desired: fields, time });
    return entries && { entries };
  };
  // `fail` takes nothing from anybody; moving managers would be a way around it.
  const before =
    context.conflicts === 'take' ? await rewriteManagers(context, doing, move, { whole: false }) : undefined;
  if (before) doing.moved(before);
  if (desired.ignored.length > 0) await release(context, doing, desired);
  const applied = await sendApply(context, doing, desired.object);
  return { result: 'applied', object: await reborn(context, doing, desired, applied) };
};

/** Which fields our apply will own: only the server knows, because only its schema tells which lists have keys. */
async function fieldsOf(context: StepContext, doing: Doing, desired: Desired): Promise<FieldsV1 | undefined> {
  const { api, manager } = context;
  const foreseen = await doing.slot(() => serverSideApply(api, desired.object, { manager, force: true, dryRun: true }));
  return ownEntry(foreseen, manager)?.fieldsV1;
}
