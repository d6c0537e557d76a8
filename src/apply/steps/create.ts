import { create as createByPost, isConflict, isManagerConflict } from '../../kube/index.ts';
import type { Carry } from './context.ts';
import { meet } from './meet.ts';
import { desiredOf } from './desired.ts';
import { persist, sendApply } from './send.ts';

/** No object has it, so an apply that carries it can only create: on anything that is there already it is a conflict. */
const mustNotExist = '1';

const isThere = (error: unknown): boolean => isConflict(error) && !isManagerConflict(error);

/** Creates by server-side apply, so that our fields are ours from the first moment on. */
export const create: Carry = async (context, doing) => {
  const desired = desiredOf(doing);
  const { object } = desired;
  if (!object.metadata.name) {
    // `generateName` is a new name each time; only a POST understands it.
    return {
      result: 'applied',
      object: await persist(context, doing, () => createByPost(context.api, object, { manager: context.manager })),
    };
  }
  const guarded = { ...object, metadata: { ...object.metadata, resourceVersion: mustNotExist } };
  try {
    return { result: 'applied', object: await sendApply(context, doing, guarded, isThere) };
  } catch (error) {
    if (!isThere(error)) throw error;
    return meet(context, doing, desired);
  }
};
