import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { health } from './index.ts';

const thing = (parts: Record<string, unknown>): KubeObject => ({
  apiVersion: 'example.dev/v1',
  kind: 'Thing',
  ...parts,
  metadata: { name: 'x', generation: 2 },
});
const judge = (parts: Record<string, unknown>) => health(thing(parts));
const conditions = (...list: readonly string[]) =>
  list.map((text) => {
    const [type = '', status = '', reason = '', message = ''] = text.split(/[=/:]/u);
    return { type, status, reason, message };
  });

test.each([
  ['Current', ['Ready=True']],
  ['InProgress', ['Ready=False/NotReadyYet']],
  ['InProgress', ['Ready=Unknown']],
  ['Failed', ['Ready=False/InvalidConfiguration']],
  ['Failed', ['Ready=False/Reason:could not find the secret']],
  ['InProgress', ['Ready=False/Creating:waiting for a volume that failed before']],
  ['Failed', ['Stalled=True', 'Ready=True']],
  ['Failed', ['ReplicaFailure=True']],
  ['Current', ['Degraded=False', 'Available=True']],
  ['InProgress', ['Reconciling=True', 'Ready=True']],
  ['InProgress', ['Progressing=True/Rolling', 'Available=True']],
  ['Current', ['Progressing=True/NewReplicaSetAvailable', 'Available=True']],
  ['Failed', ['Synced=False/ReconcileError', 'Ready=True']],
  ['Suspended', ['Synced=False/ReconcilePaused', 'Ready=True']],
  ['Suspended', ['Suspended=True', 'Ready=False']],
  ['Current', ['Accepted=True', 'ResolvedRefs=True']],
  ['InProgress', ['Accepted=True', 'DatabaseReady=False']],
  ['Current', ['SomeCondition=False']],
])('conditions make it %s: %j', (status, list) => {
  expect(judge({ status: { conditions: conditions(...list) } }).status).toBe(status);
});

test.each([
  ['Current', { phase: 'Running' }],
  ['Current', { state: 'ACTIVE' }],
  ['Current', { health: { status: 'Healthy' } }],
  ['InProgress', { phase: 'Provisioning' }],
  ['InProgress', { phase: 'WaitingForVolumes' }],
  ['Failed', { phase: 'CreateFailed' }],
  ['Failed', { status: 'ERROR' }],
  ['Suspended', { phase: 'Paused' }],
  ['Failed', { error: 'no quota' }],
  ['Current', { ready: true }],
  ['InProgress', { ready: false }],
  ['Current', { phase: 'Blue' }],
  ['Current', {}],
])('fields make it %s: %j', (status, fields) => {
  expect(judge({ status: fields }).status).toBe(status);
});

test('a failed phase settles a condition that leaves it open', () => {
  expect(judge({ status: { phase: 'Failed', conditions: conditions('Ready=False') } }).status).toBe('Failed');
});

test('fewer replicas than wanted are in progress whatever a condition says', () => {
  const status = { readyReplicas: 1, conditions: conditions('Ready=True') };
  expect(judge({ spec: { replicas: 3 }, status })).toEqual({
    status: 'InProgress',
    message: '1 of 3 replicas are ready',
  });
});

test('conditions of what it is attached to count, but for those of an earlier spec', () => {
  const parents = (observedGeneration: number) => [
    {
      conditions: [
        { type: 'Accepted', status: 'False', reason: 'NotAllowedByListeners', message: 'no', observedGeneration },
      ],
    },
    { conditions: [{ type: 'Accepted', status: 'True', observedGeneration: 2 }] },
  ];
  expect(judge({ status: { parents: parents(1) } }).status).toBe('Current');
  expect(judge({ status: { parents: parents(2) } }).status).toBe('InProgress');
});

test('a summary about an earlier generation is in progress', () => {
  const status = { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 1 }] };
  expect(judge({ status })).toEqual({ status: 'InProgress', message: 'its controller has not seen generation 2 yet' });
});

test('an observed generation written as text counts too', () => {
  expect(judge({ status: { observedGeneration: '1', phase: 'Running' } }).status).toBe('InProgress');
});

test('what is suspended by its spec is suspended', () => {
  expect(judge({ spec: { suspend: true } }).status).toBe('Suspended');
});

test('an object nobody has reported on is current, as kstatus has it', () => {
  expect(judge({}).status).toBe('Current');
});

test.each([
  [null],
  ['text'],
  [[1, 2]],
  [{ conditions: 'x' }],
  [{ conditions: [null, 7, { type: 3 }] }],
  [{ phase: 5 }],
])('a status of an odd shape is survived: %j', (status) => {
  expect(judge({ status }).status).toBe('Current');
});
