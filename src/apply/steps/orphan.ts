import { partOfLabel } from '../../plan/applyset.ts';
import { leaveFields } from '../managers/move.ts';
import type { Carry } from './context.ts';
import { rewriteManagers } from './rewrite-managers.ts';

/** Lets a member go: our label and our entry go, every field stays as it is, owned by nobody. */
export const orphan: Carry = async (context, doing) => {
  const left = await rewriteManagers(
    context,
    doing,
    (live) => {
      const entries = leaveFields(live.metadata.managedFields ?? [], context.manager);
      const labelled = live.metadata.labels?.[partOfLabel] !== undefined;
      if (!entries && !labelled) return undefined;
      const path = `/metadata/labels/${partOfLabel.replaceAll('/', '~1')}`;
      return { entries: entries ?? live.metadata.managedFields ?? [], also: labelled ? [{ op: 'remove', path }] : [] };
    },
    { whole: false },
  );
  return left
    ? { result: 'applied', message: 'it stays, but is not a member any more' }
    : { result: 'unchanged', message: 'it was not a member any more' };
};
