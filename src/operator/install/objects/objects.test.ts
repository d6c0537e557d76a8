import { expect, test } from 'vitest';
import type { KubeObject } from '../../../kube/object.ts';
import { refKey, refOf } from '../../../kube/object.ts';
import { defaultPort, defaultResources } from '../options.ts';
import { objectsOf } from './index.ts';

const deployment = { image: 'registry.example/tug:1', replicas: 2, port: defaultPort, resources: defaultResources };
const all = objectsOf({ deployment });
const ofKind = (...kinds: readonly string[]): KubeObject[] => all.filter(({ kind }) => kinds.includes(kind));

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

test('no object is there twice, and each says that it is of tug', () => {
  const keys = all.map((object) => refKey(refOf(object)));
  expect(new Set(keys).size).toBe(keys.length);
  for (const { metadata } of all) expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'tug' });
});

test('no right is a wildcard, none is of Secrets but by name, and none lets the operator be another', () => {
  const rules = ofKind('ClusterRole', 'Role').flatMap(({ rules }) => rules as readonly Rule[]);
  expect(rules.length).toBeGreaterThan(0);
  for (const { apiGroups, resources, verbs, resourceNames } of rules) {
    const words = [...apiGroups, ...resources, ...verbs];
    for (const word of ['*', 'impersonate', 'bind', 'escalate']) expect(words).not.toContain(word);
    if (resources.includes('secrets')) expect(resourceNames).toEqual(['tug-webhooks']);
  }
});

test('definitions and the namespace outlive the installation, and nothing else does', () => {
  const kept = all.filter(({ metadata }) => metadata.annotations?.['tug.dev/prune'] === 'never');
  expect(kept).toEqual(ofKind('Namespace', 'CustomResourceDefinition'));
  expect(kept).toHaveLength(4);
});

test('a policy that asks for Tenants lets everything pass where there are none, and its binding comes after their definition', () => {
  const policies = ofKind('ValidatingAdmissionPolicy');
  const bindings = ofKind('ValidatingAdmissionPolicyBinding');
  expect(bindings).toHaveLength(policies.length);
  for (const { metadata, spec } of policies) {
    const binding = bindings.find((one) => one.metadata.name === metadata.name);
    expect(binding).toMatchObject({ spec: { policyName: metadata.name } });
    if (!('paramKind' in (spec as object))) continue;
    expect(binding).toMatchObject({
      metadata: { annotations: { 'tug.dev/after': 'CustomResourceDefinition/tenants.tug.dev' } },
      spec: { paramRef: { parameterNotFoundAction: 'Allow' } },
    });
  }
});

test('one replica has no disruption budget, which would only block the drain of its node', () => {
  const kinds = objectsOf({ deployment: { ...deployment, replicas: 1 } }).map(({ kind }) => kind);
  expect(kinds).not.toContain('PodDisruptionBudget');
  expect(ofKind('PodDisruptionBudget')).toHaveLength(1);
});

test('without a deployment nothing is there that runs or is reached', () => {
  const kinds = objectsOf({}).map(({ kind }) => kind);
  const running = new Set(['Deployment', 'Service', 'NetworkPolicy', 'PodDisruptionBudget']);
  expect(kinds.filter((kind) => running.has(kind))).toEqual([]);
});
