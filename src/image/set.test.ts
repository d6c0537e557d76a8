import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { imagesOf } from './list.ts';
import { setImages } from './set.ts';

function object(kind: string, spec: unknown): { object: KubeObject } {
  return { object: { apiVersion: 'v1', kind, metadata: { name: 'x' }, spec } };
}

const pod = {
  initContainers: [{ name: 'i', image: 'busybox:1' }],
  containers: [{ name: 'c', image: 'shop/web:v1' }, { name: 'none' }],
  ephemeralContainers: [{ image: 'debug' }],
  volumes: [
    { name: 'v', image: { reference: 'data/models:1' } },
    { name: 'e', emptyDir: {} },
  ],
};

test('images are found in every kind that holds a pod, however deep', () => {
  const objects = [
    object('Pod', pod),
    object('CronJob', { jobTemplate: { spec: { template: { spec: { containers: [{ image: 'cron:1' }] } } } } }),
    object('Rollout', { canary: [{ template: { spec: { containers: [{ image: 'canary:1' }] } } }] }),
    object('CustomResourceDefinition', { containers: [{ image: 'no' }] }),
    object('ConfigMap', { containers: 'text', image: 'no' }),
  ];
  expect(imagesOf(objects.map((o) => o.object))).toEqual([
    'busybox:1',
    'canary:1',
    'cron:1',
    'data/models:1',
    'debug',
    'shop/web:v1',
  ]);
});

const digest = `sha256:${'b'.repeat(64)}`;

test.each([
  ['shop/web:v1', ':v2', 'shop/web:v2'],
  ['shop/web:v1', 'reg.example/web:v2', 'reg.example/web:v2'],
  ['shop/web:v1', 'reg.example/web', 'reg.example/web:v1'],
  ['shop/web:v1', `@${digest}`, `shop/web@${digest}`],
  [`shop/web@${digest}`, ':v2', 'shop/web:v2'],
  [`shop/web:v1@${digest}`, 'other', `other:v1@${digest}`],
  ['shop/web', ':v2', 'shop/web:v2'],
])('%s set to %s is %s', (image, ref, expected) => {
  const [set] = setImages([object('Pod', { containers: [{ image }] })], [{ name: 'shop/web', ref }]);
  expect(set?.object.spec).toEqual({ containers: [{ image: expected }] });
});

test('what does not change is the same object, and the input is never written to', () => {
  const before = [object('Pod', pod), object('Service', {})];
  const copy = structuredClone(before);
  const after = setImages(before, [{ name: 'busybox', ref: ':2' }]);
  expect(before).toEqual(copy);
  expect(after[1]).toBe(before[1]);
  expect(imagesOf(after.map((o) => o.object))).toContain('busybox:2');
});

test('a name that matches nothing is an error that lists what there is', () => {
  expect(() => setImages([object('Pod', pod)], [{ name: 'web', ref: ':v2' }])).toThrow(
    expect.objectContaining({
      message: 'no object uses the image web',
      hint: 'the images are busybox, data/models, debug, shop/web',
    }) as Error,
  );
});
