import { type KubeObject, refOf } from '../../kube/object.ts';
import type { Desired } from '../../plan/types.ts';
import { expectGone } from '../wait/gone.ts';
import type { Doing, StepContext } from './context.ts';
import { sendApply } from './send.ts';

/** An apply to an object that is being deleted succeeds, and is lost with it. Waits for its end and creates it again; anything else is handed back as it is. */
export async function reborn(
  context: StepContext,
  doing: Doing,
  desired: Desired,
  applied: KubeObject,
): Promise<KubeObject> {
  if (!applied.metadata.deletionTimestamp) return applied;
  doing.say('it is still being deleted');
  const { uid } = applied.metadata;
  const going = await expectGone(context.waits, { ref: refOf(applied), uid, labelled: doing.labelled, say: doing.say });
  await going.gone;
  return sendApply(context, doing, desired.object);
}
