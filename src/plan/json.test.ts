import { expect, test } from 'vitest';
import { planData } from './json.ts';
import { makePlan } from './plan.ts';
import { configMap, input, installing, live, object, want } from './testing/objects.ts';

test('a plan as data has the shape that others build on', () => {
  const data = planData(makePlan(installing(configMap('shop/a'), object('v1', 'Namespace', 'shop'))));
  expect(data).toEqual({
    app: { name: 'shop', namespace: 'team' },
    desired: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    summary: { create: 2, update: 0, adopt: 0, replace: 0, run: 0, delete: 0, keep: 0, orphan: 0, unchanged: 0 },
    steps: [
      {
        action: 'create',
        object: { apiVersion: 'v1', kind: 'Namespace', namespace: null, name: 'shop' },
        reason: 'it is not there',
        stage: 'deploy',
        after: [],
        risks: [],
        changes: [],
      },
      {
        action: 'create',
        object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'a' },
        reason: 'it is not there',
        stage: 'deploy',
        after: ['/Namespace//shop'],
        risks: [],
        changes: [],
      },
    ],
    blocked: [],
  });
});

test('what is new or gone is null, so that every change has the same members', () => {
  const [before, after] = [
    want(configMap('shop/a', { data: { x: '1' } })),
    want(configMap('shop/a', { data: { y: '1' } })),
  ];
  const plan = makePlan(
    input({
      desired: [after],
      foreseen: new Map([[after.key, { kind: 'update', live: live(before), result: live(after) }]]),
    }),
  );
  expect(planData(plan)).toMatchObject({
    steps: [
      {
        changes: [
          { path: '/data/x', from: '1', to: null, owner: null },
          { path: '/data/y', from: null, to: '1', owner: null },
        ],
      },
    ],
  });
});
