import { isConflict, remove as removeObject } from '../../kube/index.ts';
import { expectGone } from '../wait/gone.ts';
import type { Carry } from './context.ts';

/** Deletes a member, that very one, and stays until it is really gone. */
export const remove: Carry = async (context, doing) => {
  const { step, labelled } = doing;
  const going = doing.stay
    ? await expectGone(context.waits, { ref: step.object, uid: step.uid, labelled, say: doing.say })
    : undefined;
  try {
    const answer = await doing.slot(() =>
      removeObject(context.api, step.object, { propagation: 'Background', uid: step.uid }),
    );
    doing.applied();
    if (answer === 'absent') {
      going?.cancel();
      return { result: 'deleted', message: 'it was gone already' };
    }
  } catch (error) {
    going?.cancel();
    if (!isConflict(error)) throw error;
    return { result: 'unchanged', message: 'another object has its name by now, which is not ours to delete' };
  }
  await going?.gone;
  return { result: 'deleted' };
};
