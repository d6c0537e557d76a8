import { expect, test } from 'vitest';
import type { ResourceType } from '../discovery/types.ts';
import { resourcePath } from './path.ts';

const type = (group: string, plural: string, namespaced: boolean): ResourceType => ({
  group,
  version: 'v1',
  kind: 'Kind',
  plural,
  singular: '',
  namespaced,
  verbs: [],
  shortNames: [],
  categories: [],
  subresources: [],
});

test.for([
  [type('', 'pods', true), { namespace: 'a', name: 'b' }, '/api/v1/namespaces/a/pods/b'],
  [type('', 'pods', true), {}, '/api/v1/pods'],
  [
    type('apps', 'deployments', true),
    { namespace: 'a', name: 'b', subresource: 'scale' },
    '/apis/apps/v1/namespaces/a/deployments/b/scale',
  ],
  [type('', 'namespaces', false), { name: 'a' }, '/api/v1/namespaces/a'],
  [
    type('rbac.authorization.k8s.io', 'clusterroles', false),
    { namespace: 'ignored', name: 'system:node' },
    '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode',
  ],
] as const)('%o at %j is %s', ([resource, place, path]) => {
  expect(resourcePath(resource, place)).toBe(path);
});

test.for(['..', '.', '', 'a/b', 'a%2Fb'])('the name "%s" is refused', (name) => {
  expect(() => resourcePath(type('', 'pods', true), { namespace: 'a', name })).toThrow(
    expect.objectContaining({ code: 'InvalidInput' }) as Error,
  );
});
