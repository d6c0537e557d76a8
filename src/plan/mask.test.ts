import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { changesBetween } from './diff.ts';
import { asStored, object, type Part } from './testing/objects.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const secret = (more: Part): KubeObject => object('v1', 'Secret', 'shop/s', more);
const changes = (from: Part, to: Part) => changesBetween(asStored(secret(from), []), secret(to), 'tug');

test('that a value changed, came or went is shown, and nothing of it', () => {
  expect(changes({ data: { a: 'x', b: 'x', c: 'x' } }, { data: { a: 'y', b: 'x', d: 'x' } })).toEqual([
    { path: '/data/a', from: '(secret)', to: '(secret, changed)' },
    { path: '/data/c', from: '(secret)' },
    { path: '/data/d', to: '(secret)' },
  ]);
});

test('the type and the labels of a Secret are no secret', () => {
  expect(changes({ type: 'Opaque' }, { type: 'x/y', metadata: { labels: { a: 'b' } } })).toEqual([
    { path: '/metadata/labels', from: undefined, to: { a: 'b' } },
    { path: '/type', from: 'Opaque', to: 'x/y' },
  ]);
});

test('no value of a Secret is in its changes, wherever it was before', () => {
  const value = fc.string({ minLength: 6 }).map((text) => `<<${text}>>`);
  const half = fc.record(
    {
      data: fc.dictionary(fc.constantFrom('a', 'b'), value),
      stringData: fc.dictionary(fc.constantFrom('a', 'c'), value),
      metadata: fc.record(
        { annotations: fc.record({ [lastApplied]: value, open: fc.constant('open') }, { requiredKeys: [] }) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(half, half, (from, to) => {
      expect(JSON.stringify(changes(from, to))).not.toMatch(/<</);
    }),
  );
});

test('equal values are no change, so their equality is all that can be learnt', () => {
  expect(changes({ data: { a: 'x' } }, { data: { a: 'x' } })).toEqual([]);
});
