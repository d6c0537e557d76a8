import type { Desired } from '../../plan/types.ts';
import { releaseFields } from '../managers/move.ts';
import type { Doing, StepContext } from './context.ts';
import { rewriteManagers } from './rewrite-managers.ts';

/** Gives up the fields a desired object leaves out on purpose, before the apply that would otherwise remove them. */
export async function release(context: StepContext, doing: Doing, desired: Desired): Promise<void> {
  const compute = (
    live: Parameters<typeof releaseFields>[0],
  ): { entries: NonNullable<ReturnType<typeof releaseFields>> } | undefined => {
    const entries = releaseFields(live, context.manager, desired.ignored);
    return entries && { entries };
  };
  await rewriteManagers(context, doing, compute, { whole: true });
}
