import type { Carry } from './context.ts';
import { desiredOf } from './desired.ts';
import { meet } from './meet.ts';
import { reborn } from './reborn.ts';
import { release } from './release.ts';
import { sendApply } from './send.ts';
import { isOtherUid } from './transient.ts';

/**
 * Brings a member to its desired fields. The plan's uid is a precondition, its resourceVersion is not: a status that was
 * written meanwhile would make most updates fail, and server-side apply touches no field but ours.
 */
export const update: Carry = async (context, doing) => {
  const desired = desiredOf(doing);
  const { uid, resourceVersion } = doing.step;
  if (desired.ignored.length > 0) await release(context, doing, desired);
  const { object } = desired;
  const guarded = uid === undefined ? object : { ...object, metadata: { ...object.metadata, uid } };
  try {
    const applied = await reborn(context, doing, desired, await sendApply(context, doing, guarded));
    const same = resourceVersion !== undefined && applied.metadata.resourceVersion === resourceVersion;
    return { result: same ? 'unchanged' : 'applied', object: applied };
  } catch (error) {
    if (!isOtherUid(error)) throw error;
    return meet(context, doing, desired);
  }
};
