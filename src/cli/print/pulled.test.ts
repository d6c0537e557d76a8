import { expect, test } from 'vitest';
import { pulledOf } from '../../app/pulled/object.ts';
import { pulledText } from './pulled.ts';

const now = Date.parse('2026-11-24T13:00:00Z');
const at = '2026-11-24T12:59:00Z';

const app = (conditions: readonly [string, string, string, string][], status: object = {}, sync: object = {}) =>
  pulledOf({
    apiVersion: 'tug.dev/v1alpha1',
    kind: 'App',
    metadata: { name: 'shop', namespace: 'team-a', generation: 1 },
    spec: { sync },
    status: {
      observedGeneration: 1,
      conditions: conditions.map(([type, is, reason, message]) => ({
        type,
        status: is,
        reason,
        message,
        lastTransitionTime: at,
      })),
      ...status,
    },
  });

test('a failed commit is shown beside the one that runs, with what happens next', () => {
  const text = pulledText(
    app(
      [
        ['Ready', 'False', 'Failed', 'Deployment web has failed'],
        ['Reconciling', 'True', 'Failed', 'Deployment web has failed'],
      ],
      {
        revision: 'main@aaaa',
        attempted: 'main@bbbb',
        drift: { repaired: 2, when: at, object: 'Deployment web', message: 'kubectl took /spec/replicas' },
      },
    ),
    undefined,
    now,
  );
  expect(text).toBe(
    [
      'pulled     mode auto',
      'revision   main@aaaa',
      'attempted  main@bbbb',
      'drift      repaired 2 times; last 60s ago, Deployment web: kubectl took /spec/replicas',
      'next       it tries again by itself; tug sync shop -n team-a makes it try now',
      '',
      'CONDITION    STATUS  REASON  AGE  MESSAGE',
      'Ready        False   Failed  60s  Deployment web has failed',
      'Reconciling  True    Failed  60s  Deployment web has failed',
    ].join('\n'),
  );
});

test('what waits for leave shows its plan and the command that gives it', () => {
  const text = pulledText(
    app(
      [
        ['Ready', 'True', 'Deployed', 'all is well'],
        ['AwaitingSync', 'True', 'AwaitingSync', '1 to update'],
      ],
      { plan: '~ update Deployment web\n1 to update' },
      { mode: 'manual' },
    ),
    undefined,
    now,
  );
  expect(text).toMatch(/^pulled {5}mode manual$/m);
  expect(text).toMatch(/^next {7}tug sync shop -n team-a carries the plan out$/m);
  expect(text).toMatch(/\nWhat it would do:\n {2}~ update Deployment web\n {2}1 to update$/);
});

test('a hold tells who, why and how long, and that only resuming helps', () => {
  const hold = { reason: 'incident 7', by: 'ada', until: '2026-11-24T15:00:00Z' };
  const text = pulledText(app([['Ready', 'True', 'Deployed', 'all is well']]), hold, now);
  expect(text).toMatch(/^hold {7}held by ada until 2026-11-24T15:00:00Z \(2h 0m\): incident 7$/m);
  expect(text).toMatch(/^next {7}nothing before tug resume shop -n team-a, or the end of the hold$/m);
});

test('an App nobody has looked at says so', () => {
  expect(pulledText(app([]), undefined, now)).toMatch(/^state {6}Pending: no operator has looked at it/m);
});
