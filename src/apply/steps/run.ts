import { find, remove } from '../../kube/index.ts';
import type { ObjectRef } from '../../kube/object.ts';
import { type KubeObject, refOf } from '../../kube/object.ts';
import { expectGone } from '../wait/gone.ts';
import { waitHealthy } from '../wait/healthy.ts';
import type { Carry, Doing, StepContext } from './context.ts';
import { completionOf } from './completion.ts';
import { create } from './create.ts';
import { desiredOf } from './desired.ts';
import { explainFailure } from './explain-failure.ts';

/** Runs a hook: an earlier run is removed where its policy says so, it is applied, waited for to its end, and removed again. */
export const run: Carry = async (context, doing) => {
  const { step } = doing;
  const named = Boolean(desiredOf(doing).object.metadata.name);
  if (named && step.hook?.deleteBefore) await clear(context, doing, step.object);
  const done = await create(context, doing);
  const applied = done.object as KubeObject;
  const ref = refOf(applied);
  const waits = { ...context.waits, health: (object: KubeObject) => completionOf(object, context.waits.health) };
  const say = (health: { message: string }): void => doing.say(health.message);
  try {
    const health = await waitHealthy(waits, { ref, labelled: doing.labelled && named, applied, say });
    doing.applied();
    if (step.hook?.deleteOnSuccess) {
      await clear(context, doing, ref);
      return { result: 'applied', health };
    }
    return { ...done, health };
  } catch (error) {
    const explained = await explainFailure(context, ref, error);
    if (step.hook?.deleteOnFailure) await clear(context, doing, ref);
    throw explained;
  }
};

/** Deletes a run of the hook together with its pods, and waits until it is gone, for the next one has the same name. */
async function clear(context: StepContext, doing: Doing, ref: ObjectRef): Promise<void> {
  const live = await doing.slot(() => find(context.api, ref, { metadataOnly: true }));
  if (!live) return;
  const { uid } = live.metadata;
  const going = await expectGone(context.waits, { ref, uid, labelled: false, say: doing.say });
  try {
    await doing.slot(() => remove(context.api, ref, { propagation: 'Background', uid }));
  } catch (error) {
    going.cancel();
    throw error;
  }
  await going.gone;
}
