import { Problem } from '../../lib/errors.ts';
import { refText } from '../../kube/object.ts';
import type { Desired } from '../../plan/types.ts';
import type { Doing } from './context.ts';

/** The object of a step that applies one. A plan whose objects are missing was not made from them. */
export function desiredOf({ step, desired }: Doing): Desired {
  if (desired) return desired;
  throw new Problem(
    'Conflict',
    `the plan wants to ${step.action} ${refText(step.object)}, which is not among the desired objects`,
    {
      hint: 'plan again',
    },
  );
}
