import { create as createByPost, isConflict, isInvalid, remove } from '../../kube/index.ts';
import { groupOf, type KubeObject } from '../../kube/object.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import { refusalOf } from '../refusal/refusal.ts';
import { expectGone } from '../wait/gone.ts';
import type { Carry, Doing, StepContext } from './context.ts';
import { desiredOf } from './desired.ts';
import { sendApply } from './send.ts';

/** Whatever owns pods goes with them, for what comes next may want their names, ports and volumes. */
const withWhatItOwns: ReadonlySet<string> = new Set(['apps', 'batch']);

/** Deletes an object whose change its API has proved impossible, and creates it anew. */
export const replace: Carry = async (context, doing) => {
  const { step, labelled } = doing;
  const { object } = desiredOf(doing);
  await proveCreatable(context, doing, object);
  const going = await expectGone(context.waits, { ref: step.object, uid: step.uid, labelled, say: doing.say });
  const propagation = withWhatItOwns.has(groupOf(object.apiVersion)) ? 'Foreground' : 'Background';
  try {
    await doing.slot(() => remove(context.api, step.object, { propagation, uid: step.uid }));
  } catch (error) {
    going.cancel();
    if (isConflict(error)) {
      throw new Problem('Conflict', 'it was replaced by somebody else after the plan was made', { hint: 'plan again' });
    }
    throw error;
  }
  await going.gone;
  try {
    return { result: 'applied', object: await sendApply(context, doing, object) };
  } catch (error) {
    throw new Problem('Failed', `it was deleted to be replaced, and could not be created again: ${messageOf(error)}`, {
      hint: 'correct it and push again',
      cause: error,
    });
  }
};

/** The server's own check of the new object, under another name, before the old one is gone. Only a fault of its fields counts: ports and addresses are still taken by the old one. */
async function proveCreatable(context: StepContext, doing: Doing, object: KubeObject): Promise<void> {
  const { name = '', ...metadata } = object.metadata;
  const twin = { ...object, metadata: { ...metadata, generateName: `${name.slice(0, 50)}-` } };
  try {
    await doing.slot(() =>
      createByPost(context.api, twin, { manager: context.manager, dryRun: true, fieldValidation: 'Strict' }),
    );
  } catch (error) {
    if (isFaulty(error)) throw error;
  }
}

/** By the fields at fault, never by the text: a name that is not the object's own says nothing, and neither does a port or address the old one still holds. */
function isFaulty(error: unknown): boolean {
  if (refusalOf(error)?.reason === 'schema') return true;
  if (!isInvalid(error)) return false;
  const causes = error.details?.causes ?? [];
  return causes.some(
    ({ field = '', message = '' }) => !field.startsWith('metadata') && !/already allocated/.test(message),
  );
}
