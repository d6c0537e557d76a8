import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { verdictOf, wordsOf } from './ended.ts';
import { type Pulled, pulledOf } from './object.ts';
import { pauseOf, standingOf } from './standing.ts';

type Said = readonly [type: string, status: string, reason: string, generation?: number];

function app(conditions: readonly Said[], more: Readonly<Record<string, unknown>> = {}): Pulled {
  const object: KubeObject = {
    apiVersion: 'tug.dev/v1alpha1',
    kind: 'App',
    metadata: { name: 'shop', namespace: 'team-a', uid: 'u', generation: 3 },
    status: {
      observedGeneration: 3,
      conditions: conditions.map(([type, status, reason, observedGeneration = 3]) => ({
        type,
        status,
        reason,
        message: `${reason} it is`,
        observedGeneration,
        lastTransitionTime: '2026-11-24T13:00:00Z',
      })),
      ...more,
    },
  };
  return pulledOf(object);
}

const working = (reason: string): Said[] => [
  ['Ready', 'Unknown', reason],
  ['Reconciling', 'True', reason],
];
const retried = (reason: string): Said[] => [
  ['Ready', 'False', reason],
  ['Reconciling', 'True', reason],
];
const stuck = (reason: string): Said[] => [
  ['Ready', 'False', reason],
  ['Stalled', 'True', reason],
];
const deployed: Said = ['Ready', 'True', 'Deployed'];

describe('how a pulled App stands, and the verdict of who waits for it', () => {
  test.each<[string, readonly Said[], string, string | undefined]>([
    ['deployed', [deployed], 'ready', 'deployed'],
    ['on its way', working('Deploying'), 'working', undefined],
    ['waiting for another', working('WaitingForDependency'), 'working', undefined],
    ['failed and retried', retried('Failed'), 'retrying', 'failed'],
    ['timed out and retried', retried('TimedOut'), 'retrying', 'timedOut'],
    ['without its source', retried('SourceUnavailable'), 'retrying', 'failed'],
    ['refused by its tenant', stuck('Forbidden'), 'stuck', 'blocked'],
    ['blocked', stuck('Blocked'), 'stuck', 'blocked'],
    ['broken in its files', stuck('RenderFailed'), 'stuck', 'blocked'],
    [
      'held before its first deploy',
      [
        ['Ready', 'Unknown', 'Held'],
        ['Held', 'True', 'Held'],
      ],
      'paused',
      'held',
    ],
    [
      'waiting for leave',
      [
        ['Ready', 'Unknown', 'AwaitingSync'],
        ['AwaitingSync', 'True', 'AwaitingSync'],
      ],
      'paused',
      'planned',
    ],
    [
      'a shadow',
      [
        ['Ready', 'Unknown', 'Shadow'],
        ['Shadow', 'True', 'Shadow'],
      ],
      'paused',
      'planned',
    ],
    [
      'outside its windows',
      [
        ['Ready', 'Unknown', 'OutsideWindow'],
        ['OutsideWindow', 'True', 'OutsideWindow'],
      ],
      'paused',
      undefined,
    ],
    ['drifted, and only told', [deployed, ['Drifted', 'True', 'Drifted']], 'ready', 'deployed'],
  ])('%s', (_, conditions, kind, verdict) => {
    const one = app(conditions);
    expect(standingOf(one).kind).toBe(kind);
    expect(verdictOf(one)?.verdict).toBe(verdict);
  });

  test('a Ready that speaks of an earlier spec is not believed', () => {
    const held = app([
      ['Ready', 'True', 'Deployed', 2],
      ['Held', 'True', 'Held'],
    ]);
    expect(standingOf(held)).toEqual({ kind: 'paused', reason: 'Held', message: 'Held it is' });
    expect(verdictOf(held)?.verdict).toBe('held');
  });

  test('a spec that no operator has looked at is pending, whatever the conditions say', () => {
    for (const one of [
      app([deployed], { observedGeneration: 2 }),
      app([]),
      app([], { observedGeneration: undefined }),
    ]) {
      expect(standingOf(one)).toMatchObject({ kind: 'working', reason: 'Pending' });
    }
    expect(wordsOf(app([]))).toBe('Pending: no operator has looked at it since it was changed');
  });

  test('a newer commit that waits for leave is planned although what runs is ready', () => {
    const waits = app([deployed, ['AwaitingSync', 'True', 'AwaitingSync']], { plan: '~ update Deployment web' });
    expect(standingOf(waits).kind).toBe('ready');
    expect(pauseOf(waits)?.reason).toBe('AwaitingSync');
    expect(verdictOf(waits)).toMatchObject({ verdict: 'planned', message: 'AwaitingSync it is' });
  });
});

test('a status of an operator that is newer or broken is read as far as it can be', () => {
  const odd = pulledOf({
    apiVersion: 'tug.dev/v1alpha1',
    kind: 'App',
    metadata: { name: 'shop', namespace: 'team-a' },
    spec: { sync: { mode: 'sometimes' } },
    status: { conditions: 'none', revision: 7, history: [{}], later: true },
  });
  expect(odd).toMatchObject({ mode: 'auto', leavesMembers: false, status: { conditions: [], history: [] } });
  expect(odd.status.revision).toBeUndefined();
});
