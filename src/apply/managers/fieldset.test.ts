import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldsV1 } from '../../kube/object.ts';
import { isEmpty, pathOf, pick, removeFields, subtract, union, without } from './fieldset.ts';

const fields = fc.letrec<{ node: FieldsV1 }>((tie) => ({
  node: fc.dictionary(fc.constantFrom('f:a', 'f:b', 'f:c'), fc.oneof({ maxDepth: 3 }, fc.constant({}), tie('node')), {
    maxKeys: 3,
  }) as fc.Arbitrary<FieldsV1>,
})).node;

/** Every path of a set, as text. */
function paths(set: FieldsV1, prefix = ''): string[] {
  return Object.entries(set).flatMap(([key, below]) =>
    isEmpty(below) ? [key === '.' ? prefix : `${prefix}/${key}`] : paths(below, `${prefix}/${key}`),
  );
}

test('a union holds what either holds and nothing else', () => {
  fc.assert(
    fc.property(fields, fields, (a, b) => {
      expect(new Set(paths(union(a, b)))).toEqual(new Set([...paths(a), ...paths(b)]));
    }),
  );
});

test('what is subtracted is gone, and nothing is left that the subtracted reaches into', () => {
  fc.assert(
    fc.property(fields, fields, (a, b) => {
      const left = paths(subtract(a, b));
      const gone = paths(b);
      for (const path of left) expect(gone.some((taken) => taken === path || taken.startsWith(`${path}/`))).toBe(false);
      expect(paths(subtract(a, a))).toEqual([]);
      expect(subtract(a, {})).toEqual(a);
    }),
  );
});

const deployment = {
  spec: {
    replicas: 3,
    template: {
      spec: {
        containers: [
          { name: 'web', image: 'a:1', env: [{ name: 'X', value: '1' }] },
          { name: 'side', image: 'b:1' },
        ],
      },
    },
  },
  metadata: { finalizers: ['a/b', 'c/d'], annotations: { one: '1', two: '2' } },
};

const owned: FieldsV1 = {
  'f:metadata': { 'f:annotations': { '.': {}, 'f:one': {} }, 'f:finalizers': { 'v:"a/b"': {} } },
  'f:spec': {
    'f:replicas': {},
    'f:template': {
      'f:spec': {
        'f:containers': {
          'k:{"name":"web"}': { 'f:env': { '.': {}, 'k:{"name":"X"}': { '.': {}, 'f:name': {}, 'f:value': {} } } },
          'k:{"name":"side"}': { '.': {}, 'f:image': {}, 'f:name': {} },
        },
      },
    },
  },
};

test('removing fields takes list items by their keys and containers only when nothing is left in them', () => {
  expect(removeFields(deployment, owned)).toEqual({
    spec: { template: { spec: { containers: [{ name: 'web', image: 'a:1' }] } } },
    metadata: { finalizers: ['c/d'], annotations: { two: '2' } },
  });
});

test('a JSON pointer finds its way through list items and escapes', () => {
  expect(pathOf(owned, '/spec/replicas', deployment)).toEqual(['f:spec', 'f:replicas']);
  expect(pathOf(owned, '/spec/template/spec/containers/1/image', deployment)).toEqual([
    'f:spec',
    'f:template',
    'f:spec',
    'f:containers',
    'k:{"name":"side"}',
    'f:image',
  ]);
  expect(pathOf({ 'f:a/b': {} }, '/a~1b', { 'a/b': 1 })).toEqual(['f:a/b']);
  expect(pathOf(owned, '/spec/selector', deployment)).toBeUndefined();
});

test('a path can be picked out of a set and left out of it', () => {
  const path = ['f:spec', 'f:replicas'];
  expect(pick(owned, path)).toEqual({ 'f:spec': { 'f:replicas': {} } });
  expect(pick(owned, ['f:status'])).toEqual({});
  expect(without({ 'f:spec': { 'f:replicas': {} } }, path)).toEqual({});
  expect(without({ 'f:spec': { '.': {}, 'f:replicas': {} } }, path)).toEqual({ 'f:spec': { '.': {} } });
});
