import { expect, test } from 'vitest';
import { type App, appApiVersion, appSchema } from '../../app/spec/schema.ts';
import { type Tenant, tenantSchema } from '../../app/spec/tenant.ts';
import { Problem } from '../../lib/errors.ts';
import type { Desired } from '../../plan/types.ts';
import { checkApp, refuseObjects } from './policy.ts';

const tenant = (spec: object): Tenant =>
  tenantSchema.parse({
    apiVersion: appApiVersion,
    kind: 'Tenant',
    metadata: { name: 'a' },
    spec: { namespaces: ['team-a'], ...spec },
  });
const app = (spec: object = {}): App =>
  appSchema.parse({ apiVersion: appApiVersion, kind: 'App', metadata: { name: 'shop', namespace: 'team-a' }, spec });
const git = appSchema.parse({
  apiVersion: appApiVersion,
  kind: 'App',
  metadata: { name: 'x' },
  spec: { source: { git: { url: 'https://git.example/team-a/shop.git' } } },
}).spec.source;

const desired = (object: { kind: string; apiVersion?: string; namespace?: string }): Desired => ({
  key: 'k',
  object: {
    apiVersion: object.apiVersion ?? 'v1',
    kind: object.kind,
    metadata: { name: 'x', ...(object.namespace ? { namespace: object.namespace } : {}) },
  },
  digest: 'd',
  where: 'x.yaml:1',
  ignored: [],
});

test('a namespace without a Tenant is bound by RBAC alone', () => {
  expect(() => checkApp(app({ destination: { namespace: 'kube-system' } }), 'x', git, [])).not.toThrow();
  expect(refuseObjects([desired({ kind: 'Namespace' })], [], 'team-a')).toEqual([]);
});

test.each([
  [
    'another destination',
    app({ destination: { namespace: 'kube-system' } }),
    {},
    /destination kube-system is not allowed/,
  ],
  ['another account', app(), { serviceAccounts: ['deployer'] }, /ServiceAccount tug-deployer is not allowed/],
  ['another source', app(), { sources: ['https://git.example/team-b/*'] }, /team-a\/shop\.git is not allowed/],
  ['unsigned commits', app(), { requireSignedCommits: true }, /without verified signatures/],
])('%s is refused, and the Tenant is named', (_, one, spec, sentence) => {
  const check = (): void => checkApp(one, 'tug-deployer', git, [tenant(spec)]);
  expect(check).toThrow(sentence);
  expect(check).toThrow(/Tenant a/);
});

test('every Tenant of a namespace has a say', () => {
  const check = (): void => checkApp(app(), 'tug-deployer', git, [tenant({}), tenant({ serviceAccounts: [] })]);
  expect(check).toThrow(/not allowed by Tenant a/);
});

test('a Tenant that cannot be read allows nothing', () => {
  expect(() => checkApp(app(), 'x', git, [new Problem('InvalidSpec', 'spec.limits is wrong')])).toThrow(
    /nothing is allowed/,
  );
});

test.each([
  [
    'an object of another namespace',
    { kind: 'ConfigMap', namespace: 'team-b' },
    {},
    /namespace team-b is not allowed by Tenant a/,
  ],
  ['an object without a namespace', { kind: 'ClusterRole' }, {}, /without a namespace are not allowed/],
  [
    'a denied kind',
    { kind: 'Secret', namespace: 'team-a' },
    { denyKinds: [{ kind: 'Secret' }] },
    /kind Secret is not allowed/,
  ],
  [
    'a kind that is not on the list',
    { kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'team-a' },
    { allowKinds: [{ kind: '*' }] },
    /kind Deployment\.apps is not allowed/,
  ],
  [
    'too many bytes',
    { kind: 'ConfigMap', namespace: 'team-a' },
    { limits: { bytes: 10 } },
    /bytes, and Tenant a allows 10/,
  ],
])('%s is refused', (_, object, spec, sentence) => {
  expect(refuseObjects([desired(object)], [tenant(spec)], 'team-a')[0]?.reason).toMatch(sentence);
});

test('what a Tenant allows is let through', () => {
  const spec = { clusterObjects: true, allowKinds: [{ group: '*', kind: '*' }] };
  const objects = [desired({ kind: 'ClusterRole' }), desired({ kind: 'ConfigMap', namespace: 'team-a' })];
  expect(refuseObjects(objects, [tenant(spec)], 'team-a')).toEqual([]);
});
