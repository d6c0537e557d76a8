import { ApiError, find, isConflict, patch } from '../../kube/index.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../kube/object.ts';
import { sleep } from '../../lib/async.ts';
import type { Doing, StepContext } from './context.ts';

interface Operation {
  readonly op: 'test' | 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

export interface Rewrite {
  readonly entries: readonly ManagedFieldsEntry[];
  readonly also?: readonly Operation[];
}

const attempts = 6;

/**
 * Replaces `metadata.managedFields` of a live object in one JSON patch that only holds for the version it was computed
 * from; computed anew when somebody wrote in between. Returns the entries as they were, undefined when there was nothing
 * to rewrite or no object.
 */
export async function rewriteManagers(
  context: StepContext,
  doing: Doing,
  compute: (live: KubeObject) => Promise<Rewrite | undefined> | Rewrite | undefined,
  options: { readonly whole: boolean },
): Promise<readonly ManagedFieldsEntry[] | undefined> {
  const { api, manager } = context;
  const ref = doing.step.object;
  for (let attempt = 1; ; attempt++) {
    const live = await doing.slot(() => find(api, ref, { metadataOnly: !options.whole }));
    const rewrite = live && (await compute(live));
    if (!live || !rewrite) return undefined;
    const body: Operation[] = [
      { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
      { op: 'replace', path: '/metadata/managedFields', value: rewrite.entries },
      ...(rewrite.also ?? []),
    ];
    try {
      await doing.slot(() => patch(api, ref, { type: 'json', body, manager }));
      return live.metadata.managedFields ?? [];
    } catch (error) {
      if (!isMoved(error) || attempt === attempts) throw error;
      await sleep(20 * 2 ** attempt, context.signal);
    }
  }
}

/** Not the version any more: the store noticed (409), or the patch's own test did (422 without a field to blame). */
function isMoved(error: unknown): boolean {
  if (isConflict(error)) return true;
  return (
    error instanceof ApiError &&
    error.status === 422 &&
    !error.details?.causes?.some(({ field }) => field && !field.startsWith('metadata.resourceVersion'))
  );
}
