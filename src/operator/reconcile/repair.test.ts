import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createApps } from '../apps/apps.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { Drift } from './drift.ts';
import { countRepairs, quarrelOver } from './repair.ts';

const drift = { key: '/ConfigMap/a/settings', object: 'ConfigMap a/settings', message: 'changed' } as Drift;

function tracked(): Tracked {
  const one = createApps().see({
    apiVersion: 'tug.dev/v1alpha1',
    kind: 'App',
    metadata: { name: 'shop', namespace: 'a', uid: 'u', resourceVersion: '1' },
    spec: { source: { git: { url: 'https://git.example/shop.git' } } },
  });
  if (!one) throw new Error('the App is not taken');
  return one;
}

test('who answers each of five repairs at once is left alone for half a minute, then for ever longer', () => {
  const one = tracked();
  let now = 0;
  for (let repairs = 0; repairs < 5; repairs += 1, now += 1_000) {
    expect(quarrelOver(one, [drift], now)).toBeUndefined();
    countRepairs(one, [drift], now);
  }
  const first = quarrelOver(one, [drift], now);
  expect(first).toMatchObject({ times: 5, pauseMs: 30_000 });
  now = first?.until ?? 0;
  expect(quarrelOver(one, [drift], now)).toBeUndefined();
  countRepairs(one, [drift], now);
  expect(quarrelOver(one, [drift], now + 1)).toMatchObject({ times: 6, pauseMs: 60_000 });
});

test('no pause is longer than ten minutes, whatever was repaired when', () => {
  const pauses: number[] = [];
  fc.assert(
    fc.property(fc.array(fc.nat(3_600_000), { maxLength: 60 }), (gaps) => {
      const one = tracked();
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        const quarrel = quarrelOver(one, [drift], now);
        if (quarrel) pauses.push(quarrel.until - now);
        else countRepairs(one, [drift], now);
      }
    }),
  );
  expect(Math.max(0, ...pauses)).toBeLessThanOrEqual(600_000);
});
