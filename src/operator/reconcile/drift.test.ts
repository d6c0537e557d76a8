import { expect, test } from 'vitest';
import { emptyLedger, type Ledger } from '../../app/ledger/ledger.ts';
import type { LedgerEntry } from '../../plan/types.ts';
import type { Member } from '../seats/member.ts';
import { driftsOf, markOf, unseenIn } from './drift.ts';

const key = '/ConfigMap/a/settings';
const entry: LedgerEntry = { digest: 'd', owned: 'hash', time: '2026-01-01T00:00:10Z', generation: 2 };
const ledger: Ledger = { ...emptyLedger({ name: 'shop', namespace: 'a' }), entries: new Map([[key, entry]]) };

const member = (own: Partial<Member['own']> = {}, metadata: Partial<Member['object']['metadata']> = {}): Member => ({
  key,
  ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'settings' },
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generation: 2, ...metadata } },
  full: false,
  own: { hash: 'hash', time: entry.time, ...own },
  set: 's',
  other: 'kubectl-edit',
});
const seen = (one: Member): ReadonlyMap<string, Member> => new Map([[one.key, one]]);
const none = new Set<string>();

test('a member that is as the ledger says has not drifted', () => {
  expect(driftsOf(ledger, seen(member()), none)).toEqual({ drifts: [], lagging: false });
});

test.each([
  [
    'somebody took a field',
    member({ hash: 'other', time: entry.time }),
    /changed or removed, last written by kubectl-edit/,
  ],
  ['somebody applied it under our name', member({ time: '2026-01-01T00:00:11Z' }), /under the name of tug/],
  ['nothing of ours is left on it', member({ hash: undefined, time: '' }), /changed or removed/],
  ['it is being deleted', member({}, { deletionTimestamp: '2026-01-01T00:01:00Z' }), /being deleted/],
])('%s: that is drift, and the sentence says so', (_, one, sentence) => {
  const { drifts } = driftsOf(ledger, seen(one), none);
  expect(drifts).toHaveLength(1);
  expect(drifts[0]?.message).toMatch(sentence);
});

test('a member that is gone has drifted, unless it was just applied and not seen yet', () => {
  expect(driftsOf(ledger, new Map(), none).drifts).toHaveLength(1);
  expect(driftsOf(ledger, new Map(), new Set([key]))).toEqual({ drifts: [], lagging: true });
});

test('a state from before our own last apply is a watch that lags, for as long as that may be', () => {
  const old = seen(member({ hash: 'before', time: '2026-01-01T00:00:05Z' }, { generation: 1 }));
  expect(driftsOf(ledger, old, none)).toEqual({ drifts: [], lagging: true });
  expect(driftsOf(ledger, old, undefined).drifts).toHaveLength(1);
  expect(unseenIn(ledger, old)).toEqual([key]);
});

test('a member that no ledger knows is drift too: a deploy was cut off, or somebody forged the label', () => {
  const { drifts } = driftsOf({ ...ledger, entries: new Map() }, seen(member()), none);
  expect(drifts[0]?.message).toMatch(/never recorded/);
});

test('the mark of drift changes with what is drifted, not with the order in which it is found', () => {
  const { drifts } = driftsOf(ledger, new Map(), none);
  const [one] = drifts;
  if (!one) throw new Error('no drift');
  const other = { ...one, key: 'other' };
  expect(markOf([one, other])).toBe(markOf([other, one]));
  expect(markOf([one])).not.toBe(markOf([{ ...one, mark: 'else' }]));
  expect(markOf([])).toBe('');
});
