import { find } from '../../kube/index.ts';
import { ownsLabel } from '../../kube/fields.ts';
import { partOfLabel } from '../../plan/applyset.ts';
import type { Desired } from '../../plan/types.ts';
import { Problem } from '../../lib/errors.ts';
import { adopt } from './adopt.ts';
import type { Doing, Done, StepContext } from './context.ts';
import { reborn } from './reborn.ts';
import { sendApply } from './send.ts';

/**
 * The world moved since the plan: an object to create is there, one to update is gone or another one has its name.
 * - gone: it is created, for the desired state says that it exists;
 * - ours (an earlier push that was killed, an answer that got lost): it is applied;
 * - a member of another App: never touched, the step fails;
 * - anybody else's (a controller made it, like the service account `default` of a new namespace): what `conflicts` says. `take`
 *   adopts it as the next plan would, `fail` applies without force.
 */
export async function meet(context: StepContext, doing: Doing, desired: Desired): Promise<Done> {
  const { step, slot } = doing;
  const live = await slot(() => find(context.api, step.object, { metadataOnly: true }));
  const wanted = desired.object.metadata.labels?.[partOfLabel];
  const present = live?.metadata.labels?.[partOfLabel];
  if (live && present !== undefined && present !== wanted && ownsLabel(live, context.manager, partOfLabel)) {
    throw new Problem('Conflict', 'it is a member of another App, which the plan did not know', {
      hint: 'tug why names that App: remove it from one of the two, or hand it over',
    });
  }
  const isForeign = live !== undefined && !(present !== undefined && ownsLabel(live, context.manager, partOfLabel));
  if (isForeign && context.conflicts === 'take') return adopt(context, doing);
  const applied = await sendApply(context, doing, desired.object);
  return { result: 'applied', object: await reborn(context, doing, desired, applied) };
}
