import { expect, test } from 'vitest';
import { rememberCreations } from './creations.ts';

const object = (kind: string, namespace?: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', ...(namespace ? { namespace } : {}) },
});

test('what was answered counts for its kind and namespace alone, and for ten minutes', () => {
  let now = 0;
  const creations = rememberCreations(() => now);
  expect(creations.isKnown(object('ConfigMap', 'a'))).toBe(false);
  creations.answered(object('ConfigMap', 'a'));
  expect(creations.isKnown(object('ConfigMap', 'a'))).toBe(true);
  expect(creations.isKnown(object('ConfigMap', 'b'))).toBe(false);
  expect(creations.isKnown(object('Secret', 'a'))).toBe(false);
  expect(creations.isKnown(object('ConfigMap'))).toBe(false);
  now = 600_000;
  expect(creations.isKnown(object('ConfigMap', 'a'))).toBe(false);
});
