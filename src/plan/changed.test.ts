import { expect, test } from 'vitest';
import { ownedHash } from '../kube/fields.ts';
import type { KubeObject } from '../kube/object.ts';
import { toAsk } from './changed.ts';
import { configMap, entryOf, live, manager, object, observedOf, want } from './testing/objects.ts';
import type { LedgerEntry } from './types.ts';

const wanted = want(configMap('shop/a', { data: { x: '1' } }));
const asApplied = live(wanted);
const row: LedgerEntry = {
  digest: wanted.digest,
  owned: ownedHash(asApplied, manager) ?? '',
  time: '2026-01-01T00:00:00Z',
  generation: 1,
};
const isAsked = (seen: KubeObject | undefined, entry: LedgerEntry | undefined = row, one = wanted): boolean => {
  const { ask, unchanged } = toAsk(
    [one],
    seen ? observedOf(seen) : new Map(),
    entry ? new Map([[one.key, entry]]) : new Map(),
  );
  expect([...ask, ...unchanged]).toEqual([one]);
  return ask.length === 1;
};
const withMetadata = (more: object): KubeObject => ({ ...asApplied, metadata: { ...asApplied.metadata, ...more } });
const withOwn = (more: object): KubeObject =>
  withMetadata({ managedFields: asApplied.metadata.managedFields?.map((e) => ({ ...e, ...more })) });

test('what is as the last apply left it is not asked about', () => {
  expect(isAsked(asApplied)).toBe(false);
  expect(isAsked(withMetadata({ resourceVersion: '99', annotations: { by: 'others' } }))).toBe(false);
});

test('an entry of others beside ours changes nothing', () => {
  const others = entryOf('kubectl-edit', 'Update', { 'f:data': { 'f:y': {} } });
  expect(isAsked(withMetadata({ managedFields: [others, ...(asApplied.metadata.managedFields ?? [])] }))).toBe(false);
});

test('what is not there, was never applied, or is wanted otherwise is asked about', () => {
  expect(isAsked(undefined)).toBe(true);
  expect(isAsked(asApplied, { ...row, digest: 'other' })).toBe(true);
  expect(toAsk([wanted], observedOf(asApplied), new Map()).ask).toHaveLength(1);
});

test.each([
  ['somebody took one of our fields', withOwn({ fieldsV1: {} })],
  ['somebody applied under our name', withOwn({ time: '2026-01-01T00:00:01Z' })],
  ['the generation moved', withMetadata({ generation: 2 })],
  ['our entry is gone', withMetadata({ managedFields: [] })],
  ['it is being deleted', withMetadata({ deletionTimestamp: '2026-01-01T00:00:00Z' })],
])('it is asked about when %s', (_, seen) => {
  expect(isAsked(seen)).toBe(true);
});

test('kinds without a generation count as generation 0', () => {
  const plain = want(object('v1', 'Secret', 'shop/s'));
  const { generation: _, ...metadata } = live(plain).metadata;
  const seen = { ...live(plain), metadata };
  expect(
    isAsked(seen, { ...row, digest: plain.digest, owned: ownedHash(seen, manager) ?? '', generation: 0 }, plain),
  ).toBe(false);
});
