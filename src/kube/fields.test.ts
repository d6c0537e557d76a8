import { expect, test } from 'vitest';
import { countFields, itemKeysOf, ownedHash, ownEntry, ownersOf, ownsLabel } from './fields.ts';
import type { FieldsV1, KubeObject, ManagedFieldsEntry } from './object.ts';

const web = 'k:{"name":"web"}';
const http = 'k:{"containerPort":80,"protocol":"TCP"}';

const entry = (manager: string, fieldsV1: FieldsV1, more: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry => ({
  manager,
  operation: 'Update',
  apiVersion: 'apps/v1',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});

const spec = (fields: FieldsV1): FieldsV1 => ({ 'f:spec': fields });
const containers = (fields: FieldsV1): FieldsV1 =>
  spec({ 'f:template': { 'f:spec': { 'f:containers': { [web]: fields } } } });

const container = { name: 'web', image: 'a:1', args: ['-v'], ports: [{ containerPort: 80, protocol: 'TCP' }] };
const deployment = (...managedFields: ManagedFieldsEntry[]): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', managedFields, finalizers: ['a/b'] },
  spec: { replicas: 2, template: { spec: { containers: [container] } } },
});

const toContainer = ['spec', 'template', 'spec', 'containers', { item: container, index: 0 }];

test('our entry is the one we applied to the object itself', () => {
  const ours = entry('tug', spec({ 'f:replicas': {} }), { operation: 'Apply' });
  const object = deployment(
    entry('tug', spec({ 'f:paused': {} })),
    entry('tug', { 'f:status': {} }, { operation: 'Apply', subresource: 'status' }),
    ours,
  );
  expect(ownEntry(object, 'tug')).toBe(ours);
  expect(ownEntry(object, 'other')).toBeUndefined();
  expect(ownedHash(object, 'other')).toBeUndefined();
});

test('the hash depends on the fields alone, not on their order, and is short', () => {
  const one = deployment(
    entry('tug', spec({ 'f:a': {}, 'f:b': {} }), { operation: 'Apply', time: '2026-01-01T00:00:00Z' }),
  );
  const same = deployment(
    entry('tug', spec({ 'f:b': {}, 'f:a': {} }), { operation: 'Apply', time: '2026-02-02T00:00:00Z' }),
  );
  const less = deployment(entry('tug', spec({ 'f:b': {} }), { operation: 'Apply' }));
  expect(ownedHash(one, 'tug')).toMatch(/^[\w-]{22}$/);
  expect(ownedHash(one, 'tug')).toBe(ownedHash(same, 'tug'));
  expect(ownedHash(one, 'tug')).not.toBe(ownedHash(less, 'tug'));
});

test('a label is ours only when our apply put it there', () => {
  const label: FieldsV1 = { 'f:metadata': { 'f:labels': { 'f:a/b': {} } } };
  expect(ownsLabel(deployment(entry('tug', label, { operation: 'Apply' })), 'tug', 'a/b')).toBe(true);
  expect(ownsLabel(deployment(entry('kube-controller-manager', label)), 'tug', 'a/b')).toBe(false);
  expect(ownsLabel(deployment(), 'tug', 'a/b')).toBe(false);
});

test('who owns an item of a list is found by its keys', () => {
  const object = deployment(
    entry('kubectl-set', containers({ 'f:image': {} })),
    entry('kubectl-edit', containers({ 'f:ports': { [http]: { '.': {}, 'f:containerPort': {} } } })),
  );
  expect(ownersOf(object, [...toContainer, 'image'], 'tug')).toEqual(['kubectl-set']);
  expect(
    ownersOf(object, [...toContainer, 'ports', { item: container.ports[0], index: 0 }, 'containerPort'], 'tug'),
  ).toEqual(['kubectl-edit']);
  expect(ownersOf(object, [...toContainer, 'name'], 'tug')).toEqual([]);
});

test('an owner of a whole owns its parts, and owners of parts own the whole', () => {
  const object = deployment(entry('kubectl-edit', containers({ 'f:args': {} })));
  expect(ownersOf(object, [...toContainer, 'args', { item: '-v', index: 0 }], 'tug')).toEqual(['kubectl-edit']);
  expect(ownersOf(object, ['spec', 'template'], 'tug')).toEqual(['kubectl-edit']);
});

test('values of a set are found by value', () => {
  const object = deployment(entry('some-controller', { 'f:metadata': { 'f:finalizers': { '.': {}, 'v:"a/b"': {} } } }));
  expect(ownersOf(object, ['metadata', 'finalizers', { item: 'a/b', index: 0 }], 'tug')).toEqual(['some-controller']);
  expect(ownersOf(object, ['metadata', 'finalizers', { item: 'c/d', index: 1 }], 'tug')).toEqual([]);
});

test('what we applied is not named, an update under our name is', () => {
  const applied = entry('tug', spec({ 'f:replicas': {} }), { operation: 'Apply' });
  expect(ownersOf(deployment(applied), ['spec', 'replicas'], 'tug')).toEqual([]);
  expect(ownersOf(deployment(applied, entry('tug', spec({ 'f:replicas': {} }))), ['spec', 'replicas'], 'tug')).toEqual([
    'tug',
  ]);
});

test('the keys of a list are those the server itself uses', () => {
  const object = deployment(
    entry('a', containers({ 'f:args': {} })),
    entry('b', containers({ 'f:ports': { [http]: {} } })),
  );
  expect(itemKeysOf(object, ['spec', 'template', 'spec', 'containers'])).toEqual(['name']);
  expect(itemKeysOf(object, [...toContainer, 'ports'])).toEqual(['containerPort', 'protocol']);
  expect(itemKeysOf(object, [...toContainer, 'args'])).toBeUndefined();
  expect(itemKeysOf(object, ['spec', 'nowhere'])).toBeUndefined();
});

test('fields are counted by their leaves', () => {
  expect(countFields({ 'f:spec': { 'f:a': {}, 'f:b': { '.': {}, 'f:c': {}, 'f:d': {} } } })).toBe(3);
});
