import { expect, test } from 'vitest';
import { Problem } from '../lib/errors.ts';
import type { KubeObject } from '../kube/object.ts';
import { compileRules, health, reportsHealth } from './index.ts';
import type { HealthRule } from './types.ts';

const thing = (status: unknown, spec: unknown = {}): KubeObject => ({
  apiVersion: 'example.dev/v1',
  kind: 'Thing',
  metadata: { name: 'x', generation: 1 },
  spec,
  status,
});
const rule = (parts: Partial<HealthRule>): HealthRule => ({ group: 'example.dev', kind: 'Thing', ...parts });
const judge = (status: unknown, parts: Partial<HealthRule>) => health(thing(status), { rules: [rule(parts)] });

test('a rule of the App goes before what tug knows', () => {
  expect(judge({ phase: 'Running' }, { current: 'status.phase == "Blue"' }).status).toBe('InProgress');
  expect(judge({ phase: 'Blue' }, { current: 'status.phase == "Blue"' }).status).toBe('Current');
});

test('failed is asked before suspended, inProgress and current', () => {
  const all = { failed: 'true', suspended: 'true', inProgress: 'true', current: 'true' };
  expect(judge({}, all).status).toBe('Failed');
  expect(judge({}, { ...all, failed: 'false' }).status).toBe('Suspended');
  expect(judge({}, { ...all, failed: 'false', suspended: 'false' }).status).toBe('InProgress');
});

test('a rule that only says when it failed leaves the rest to tug', () => {
  expect(judge({ phase: 'Pending' }, { failed: 'status.code == 7' }).status).toBe('InProgress');
  expect(judge({ phase: 'Pending', code: 7 }, { failed: 'status.code == 7' }).status).toBe('Failed');
});

test('an object without a status does not fulfil a rule yet', () => {
  expect(judge(undefined, { current: 'status.phase == "Ready"' }).status).toBe('InProgress');
});

test('a rule that does not fit the object is told, not swallowed', () => {
  expect(judge({ phase: 'x' }, { current: 'status.phase > 3' })).toMatchObject({
    status: 'Unknown',
    message: expect.stringContaining('current: status.phase > 3') as string,
  });
});

test.each([
  ["condition(object, 'Ready').reason == 'Fine'", true],
  ["condition(object, 'Missing').reason == ''", true],
  ["is(object, 'Ready')", true],
  ["isNot(object, 'Ready')", false],
  ["anyIsNot(object, ['Ready', 'Synced'])", true],
  ["number(object, 'status.nodes') >= number(object, 'spec.nodes', 3)", true],
  ["text(object, 'status.deep.phase') == ''", true],
  ["flag(object, 'status.ok')", true],
  ["present(object, 'status.phase') && !present(object, 'status.nothing')", true],
  ["list(object, 'status.shards').all(s, s.up)", true],
  ['generationLags(object)', false],
  ['object.status.nodes == 3 && metadata.name == "x"', true],
])('%s gives %s', (current, holds) => {
  const status = {
    phase: 'x',
    nodes: 3,
    ok: true,
    shards: { a: { up: true } },
    conditions: [
      { type: 'Ready', status: 'True', reason: 'Fine' },
      { type: 'Synced', status: 'False' },
    ],
  };
  expect(judge(status, { current }).status).toBe(holds ? 'Current' : 'InProgress');
});

const refused = (parts: Partial<HealthRule>): Problem => {
  try {
    compileRules([rule({ current: 'true' }), rule(parts)]);
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('the rule was accepted');
};

test('a rule that cannot be used is refused with its field and the place in it', () => {
  expect(refused({ failed: 'status.phase ==' })).toMatchObject({
    code: 'InvalidSpec',
    where: 'spec.health[1].failed, line 1, column 16',
  });
  expect(refused({ current: 'nope(object)' }).message).toContain('there is no function nope()');
  expect(refused({ current: '"yes"' }).message).toContain('bool');
  expect(refused({}).where).toBe('spec.health[1]');
});

test.each([
  ['', 'ConfigMap', false],
  ['', 'Pod', true],
  ['rbac.authorization.k8s.io', 'Role', false],
  ['apps', 'Deployment', true],
  ['batch', 'CronJob', false],
  ['networking.k8s.io', 'NetworkPolicy', false],
  ['networking.k8s.io', 'Ingress', true],
  ['example.dev', 'Thing', true],
])('whether %s/%s reports health: %s', (group, kind, expected) => {
  expect(reportsHealth(group, kind)).toBe(expected);
});

test('a mapping to failure of a custom resource carries the words of its controller', () => {
  const certificate: KubeObject = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'x', generation: 1 },
    status: {
      conditions: [{ type: 'Ready', status: 'False', reason: 'DoesNotExist', message: 'the issuer is not there' }],
    },
  };
  expect(health(certificate)).toEqual({ status: 'Failed', message: 'the issuer is not there' });
});
