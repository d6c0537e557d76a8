import { expect, test } from 'vitest';
import { appApiVersion } from '../../app/spec/schema.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { createApps, syncAnnotation } from './apps.ts';

const object = (name: string, more: { metadata?: object; spec?: object; status?: object } = {}): KubeObject => ({
  apiVersion: appApiVersion,
  kind: 'App',
  metadata: { name, namespace: 'a', uid: `uid-of-${name}`, generation: 1, ...more.metadata },
  spec: { source: { git: { url: 'https://git.example/shop.git' } }, ...more.spec },
  ...(more.status ? { status: more.status } : {}),
});

test('a new App is something to look at; its own status coming back is not', () => {
  const apps = createApps();
  expect(apps.see(object('shop'))?.key).toBe('a/shop');
  const status = {
    conditions: [{ type: 'Ready', status: 'True', reason: 'Deployed', message: '', lastTransitionTime: 'x' }],
  };
  expect(apps.see(object('shop', { metadata: { resourceVersion: '2' }, status }))).toBeUndefined();
  expect(apps.get('a/shop')?.status?.conditions).toHaveLength(1);
});

test.each([
  ['another spec', { generation: 2 }],
  ['a request to look', { annotations: { [syncAnnotation]: '2026-01-01T00:00:00Z' } }],
  ['a hold', { annotations: { 'tug.dev/hold': '{}' } }],
  ['its end', { deletionTimestamp: '2026-01-01T00:00:00Z' }],
])('%s is something to look at', (_, metadata) => {
  const apps = createApps();
  apps.see(object('shop'));
  expect(apps.see(object('shop', { metadata }))?.key).toBe('a/shop');
});

test('an App that was deleted and made again is another one', () => {
  const apps = createApps();
  const before = apps.see(object('shop'));
  const after = apps.see(object('shop', { metadata: { uid: 'other' } }));
  expect(after).toBeDefined();
  expect(after).not.toBe(before);
});

test('a spec that cannot be read is kept as the sentence that says so, and one that follows it is read', () => {
  const apps = createApps();
  expect(apps.see(object('shop', { spec: { sync: { mode: 'fast' } } }))?.app).toBeInstanceOf(Problem);
  expect(apps.see(object('shop', { metadata: { generation: 2 } }))?.app).not.toBeInstanceOf(Problem);
});

test('whoever depends on an App is known, whichever of the two came first, and forgotten with it', () => {
  const apps = createApps();
  apps.see(object('web', { spec: { dependsOn: [{ name: 'db' }, { name: 'mail', namespace: 'b' }] } }));
  expect([...apps.dependents('a/db')]).toEqual(['a/web']);
  expect([...apps.dependents('b/mail')]).toEqual(['a/web']);
  apps.see(object('web', { metadata: { generation: 2 } }));
  expect([...apps.dependents('a/db')]).toEqual([]);
  apps.drop('a/web');
  expect([...apps.dependents('b/mail')]).toEqual([]);
});
