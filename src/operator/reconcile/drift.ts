/** Where the members of an App are not what its ledger says. Pure. */
import type { Ledger } from '../../app/ledger/ledger.ts';
import type { LedgerEntry } from '../../plan/types.ts';
import { refText } from '../../kube/object.ts';
import { sha256Hex } from '../../lib/digest.ts';
import type { Member } from '../seats/member.ts';

export interface Drift {
  /** `refKey` of the member. */
  readonly key: string;
  /** `Deployment team-a/web` */
  readonly object: string;
  /** One clause: what happened and, where it is known, who did it. */
  readonly message: string;
  /** Who did it; '' when nobody can tell. */
  readonly by: string;
  /** Equal while the member is as it is. */
  readonly mark: string;
}

/**
 * `lagging`: a watch has yet to show what we ourselves wrote. `unseen`: members that were just applied; undefined when nothing was
 * applied lately, and whatever looks old is drift.
 */
export function driftsOf(
  ledger: Ledger,
  members: ReadonlyMap<string, Member>,
  unseen: ReadonlySet<string> | undefined,
): { readonly drifts: readonly Drift[]; readonly lagging: boolean } {
  const drifts: Drift[] = [];
  let lagging = false;
  for (const [key, entry] of ledger.entries) {
    const member = members.get(key);
    if (unseen && (member ? isBehind(member, entry) : unseen.has(key))) lagging = true;
    else if (!member) drifts.push(gone(key));
    else drifts.push(...changed(member, entry));
  }
  for (const [key, member] of members) if (!ledger.entries.has(key)) drifts.push(stray(member));
  return { drifts, lagging };
}

/** Keys of members that the ledger names and that no watch shows as they were applied. */
export function unseenIn(ledger: Ledger, members: ReadonlyMap<string, Member>): string[] {
  return [...ledger.entries].flatMap(([key, entry]) => {
    const member = members.get(key);
    return member && !isBehind(member, entry) ? [] : [key];
  });
}

/** One text for all of them, to tell drift that was left as it was from new one. */
export const markOf = (drifts: readonly Drift[]): string =>
  drifts.length === 0
    ? ''
    : sha256Hex(
        drifts
          .map(({ key, mark }) => `${key} ${mark}`)
          .toSorted()
          .join('\n'),
      );

/** Times are in seconds and generations grow: what is older than our own last apply was seen before it. */
function isBehind({ own, object }: Member, entry: LedgerEntry): boolean {
  if (own.hash === undefined) return false;
  return own.time < entry.time || (object.metadata.generation ?? 0) < entry.generation;
}

function changed(member: Member, entry: LedgerEntry): Drift[] {
  const { key, ref, own, object, other } = member;
  const by = other ? `, last written by ${other}` : '';
  const one = (message: string): Drift[] => [
    {
      key,
      object: refText(ref),
      message,
      by: other,
      mark: `${own.hash ?? ''} ${own.time} ${object.metadata.deletionTimestamp ?? ''}`,
    },
  ];
  if (object.metadata.deletionTimestamp) return one('it is being deleted');
  if (own.hash !== entry.owned) return one(`fields that tug applied were changed or removed${by}`);
  if (own.time !== entry.time) return one('somebody applied it under the name of tug');
  return [];
}

function gone(key: string): Drift {
  const [, kind = '', namespace = '', name = ''] = key.split('/');
  const object = `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
  return { key, object, message: 'it was deleted, or its label was removed', by: '', mark: 'gone' };
}

/** Of a deploy that was cut off before it could write its ledger, or made by somebody who knows our name. */
function stray({ key, ref, own }: Member): Drift {
  return {
    key,
    object: refText(ref),
    message: 'it carries the label of the App, which never recorded it',
    by: '',
    mark: `stray ${own.hash ?? ''}`,
  };
}
