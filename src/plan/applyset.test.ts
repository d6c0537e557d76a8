import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { applySetId } from './applyset.ts';

test('an id is the one kubectl makes for the same parent, and fits a label', () => {
  const id = applySetId({ name: 'tug-shop', namespace: 'team', kind: 'ConfigMap', group: '' });
  const base64 = createHash('sha256').update('tug-shop.team.ConfigMap.').digest('base64');
  expect(id).toBe(`applyset-${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}-v1`);
  expect(id.length).toBeLessThanOrEqual(63);
});
