import { expect, test } from 'vitest';
import type { KubeObject } from '../object.ts';
import { nothingKnown, type ObjectEvent } from './known.ts';

const object = (name: string, resourceVersion: string, uid = name): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'a', name, uid, resourceVersion, labels: { app: 'x' } },
  data: {},
});

const told = (events: readonly ObjectEvent[]): string[] =>
  events.map(({ type, object: it }) => `${type} ${it.metadata.name}@${it.metadata.resourceVersion}`);

test('a list after a gap tells what came, changed and vanished, and nothing of what stayed', () => {
  const known = nothingKnown();
  expect(told(known.compare([object('a', '1'), object('b', '1'), object('c', '1')]))).toEqual([
    'added a@1',
    'added b@1',
    'added c@1',
  ]);
  expect(told(known.compare([object('a', '1'), object('b', '2'), object('d', '3')]))).toEqual([
    'deleted c@1',
    'modified b@2',
    'added d@3',
  ]);
});

test('an object made anew under its name is a deletion and an addition', () => {
  const known = nothingKnown();
  known.compare([object('a', '1', 'first')]);
  expect(told(known.compare([object('a', '5', 'second')]))).toEqual(['deleted a@1', 'added a@5']);
});

test('events that repeat what the list said are not told again', () => {
  const known = nothingKnown();
  known.compare([object('a', '1')]);
  expect(known.update({ type: 'added', object: object('a', '1') })).toEqual([]);
  expect(told(known.update({ type: 'added', object: object('a', '2') }))).toEqual(['modified a@2']);
  expect(told(known.update({ type: 'deleted', object: object('a', '3') }))).toEqual(['deleted a@3']);
  expect(told(known.compare([]))).toEqual([]);
});

test('what vanished unseen is told with its last labels', () => {
  const known = nothingKnown();
  known.compare([object('a', '1')]);
  expect(known.compare([])[0]).toMatchObject({
    type: 'deleted',
    object: { kind: 'ConfigMap', metadata: { uid: 'a', labels: { app: 'x' } } },
  });
});
