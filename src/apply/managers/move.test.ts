import { expect, test } from 'vitest';
import type { FieldsV1, KubeObject, ManagedFieldsEntry } from '../../kube/object.ts';
import { droppedByMove, leaveFields, moveManagers, needsOverlap, releaseFields } from './move.ts';

const entry = (
  manager: string,
  operation: 'Apply' | 'Update',
  fieldsV1: FieldsV1,
  more: Partial<ManagedFieldsEntry> = {},
): ManagedFieldsEntry => ({
  manager,
  operation,
  apiVersion: 'apps/v1',
  time: '2026-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});

const image: FieldsV1 = { 'f:spec': { 'f:image': {} } };
const replicas: FieldsV1 = { 'f:spec': { 'f:replicas': {} } };
const both: FieldsV1 = { 'f:spec': { 'f:image': {}, 'f:replicas': {} } };
const controller = entry(
  'kube-controller-manager',
  'Update',
  { 'f:status': { 'f:ready': {} } },
  { subresource: 'status' },
);
const options = { manager: 'tug', time: '2026-02-02T00:00:00Z' };

test.each(['kubectl-client-side-apply', 'kubectl-create', 'before-first-apply', 'helm'])(
  'what %s wrote becomes ours as a whole',
  (manager) => {
    const moved = moveManagers([entry(manager, 'Update', both), controller], options);
    expect(moved).toEqual([entry('tug', 'Apply', both, { time: options.time }), controller]);
  },
);

test('server-side appliers are taken over too, and joined with what we own already', () => {
  const moved = moveManagers([entry('tug', 'Apply', image), entry('kubectl', 'Apply', replicas)], options);
  expect(moved).toEqual([entry('tug', 'Apply', both)]);
});

test('from changes by hand only the overlap with the files is taken', () => {
  const edit = entry('kubectl-edit', 'Update', both);
  expect(needsOverlap([edit])).toBe(true);
  expect(moveManagers([edit, controller], { ...options, desired: image })).toEqual([
    entry('kubectl-edit', 'Update', replicas),
    controller,
  ]);
});

test('kubectl scale is a change by hand although its manager is called like the server-side applier', () => {
  const scale = entry('kubectl', 'Update', replicas, { subresource: 'scale' });
  expect(moveManagers([scale], { ...options, desired: image })).toBeUndefined();
  expect(moveManagers([scale, controller], { ...options, desired: both })).toEqual([controller]);
});

test('the mark of a rollout restart never changes hands', () => {
  const mark: FieldsV1 = {
    'f:spec': { 'f:template': { 'f:metadata': { 'f:annotations': { 'f:kubectl.kubernetes.io/restartedAt': {} } } } },
  };
  const moved = moveManagers(
    [entry('kubectl-replace', 'Update', { 'f:spec': { 'f:image': {}, ...(mark['f:spec'] as object) } })],
    options,
  );
  expect(moved).toEqual([
    entry('tug', 'Apply', image, { time: options.time }),
    entry('kubectl-replace', 'Update', mark),
  ]);
});

test('controllers and their status are left alone, and without others there is nothing to move', () => {
  expect(
    moveManagers([entry('tug', 'Apply', image), controller, entry('vpa-updater', 'Update', replicas)], options),
  ).toBeUndefined();
});

test('fields of another version are let go instead of being mixed with ours', () => {
  const old = entry('kubectl-create', 'Update', replicas, { apiVersion: 'apps/v1beta1' });
  expect(moveManagers([entry('tug', 'Apply', image), old], options)).toEqual([entry('tug', 'Apply', image)]);
});

test('what was moved, is in no file and belongs to nobody else is what the apply will remove', () => {
  const entries = [
    entry('tug', 'Apply', image),
    entry('kubectl-create', 'Update', { 'f:spec': { 'f:image': {}, 'f:replicas': {}, 'f:paused': {} } }),
    entry('hpa', 'Update', replicas),
  ];
  expect(droppedByMove(entries, 'tug')).toEqual({ 'f:spec': { 'f:paused': {} } });
});

test('an ignored path is released from our entry before the apply that leaves it out', () => {
  const object: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { managedFields: [entry('tug', 'Apply', both), controller] },
    spec: { image: 'a', replicas: 5 },
  };
  expect(releaseFields(object, 'tug', ['/spec/replicas'])).toEqual([entry('tug', 'Apply', image), controller]);
  expect(releaseFields(object, 'tug', ['/spec/paused'])).toBeUndefined();
});

test('leaving an object takes our entry away and clears the list with one empty entry when it was the only one', () => {
  expect(leaveFields([entry('tug', 'Apply', image), controller], 'tug')).toEqual([controller]);
  expect(leaveFields([entry('tug', 'Apply', image)], 'tug')).toEqual([{}]);
  expect(leaveFields([controller], 'tug')).toBeUndefined();
});
