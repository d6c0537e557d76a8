import { refKey } from '../../kube/object.ts';
import type { After, Step } from '../types.ts';
import { endsByItself } from './ends.ts';

/**
 * A hook that others use, the service account of a Job for instance, is through as soon as it is stored; deleting it then would take it from
 * under them. Helm deletes such hooks when all of their stage have succeeded, and so does a step of its own here.
 */
export function withCleanup(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => {
    if (!step.hook?.deleteOnSuccess || endsByItself(step.object)) return [step];
    const served = steps.filter(({ stage, action }) => action === 'run' && stage === step.stage);
    return [
      { ...step, hook: { ...step.hook, deleteOnSuccess: false } },
      {
        id: `${step.id} when its hooks are through`,
        action: 'delete',
        object: step.object,
        reason: 'the hooks it was made for are through',
        stage: step.stage,
        after: served.map(({ id }): After => ({ step: id, until: 'healthy' })),
        risks: [],
        changes: [],
      },
    ];
  });
}

/** Whether a step deletes what the same plan makes, rather than a member. */
export const isCleanup = (step: Step): boolean => step.action === 'delete' && step.id !== refKey(step.object);
