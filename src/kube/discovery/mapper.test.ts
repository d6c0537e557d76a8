import { expect, test } from 'vitest';
import { isAggregated, readAggregated } from './aggregated.ts';
import { readResources } from './legacy.ts';
import { createMapper } from './mapper.ts';

const resource = (name: string, kind: string, more: object = {}) => ({
  resource: name,
  responseKind: { group: '', version: 'v1', kind },
  scope: 'Namespaced',
  singularResource: kind.toLowerCase(),
  verbs: ['get', 'list'],
  ...more,
});

const document = {
  kind: 'APIGroupDiscoveryList',
  items: [
    {
      metadata: {},
      versions: [
        {
          version: 'v1',
          freshness: 'Current',
          resources: [
            resource('pods', 'Pod', {
              shortNames: ['po'],
              subresources: [{ subresource: 'status' }, { subresource: 'log' }],
            }),
            resource('events', 'Event'),
            resource('namespaces', 'Namespace', {
              scope: 'Cluster',
              shortNames: ['ns'],
              categories: null,
              subresources: null,
            }),
          ],
        },
      ],
    },
    {
      metadata: { name: 'apps' },
      versions: [
        {
          version: 'v1',
          freshness: 'Current',
          resources: [resource('deployments', 'Deployment', { shortNames: ['deploy'] })],
        },
        {
          version: 'v1beta1',
          freshness: 'Current',
          resources: [resource('deployments', 'Deployment'), resource('olds', 'Old')],
        },
      ],
    },
    { metadata: { name: 'events.k8s.io' }, versions: [{ version: 'v1', resources: [resource('events', 'Event')] }] },
    { metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', freshness: 'Stale', resources: null }] },
    {
      metadata: { name: 'cert-manager.io' },
      versions: [{ version: 'v1', resources: [resource('certificates', 'Certificate')] }],
    },
  ],
};

const mapper = createMapper(readAggregated(document));

test('a kind is found in exactly the version that was written', () => {
  expect(mapper.byKind('apps/v1beta1', 'Deployment')).toMatchObject({
    group: 'apps',
    version: 'v1beta1',
    plural: 'deployments',
  });
  expect(mapper.byKind('apps/v2', 'Deployment')).toBeUndefined();
  expect(mapper.byKind('v1', 'Pod')).toMatchObject({ group: '', namespaced: true, subresources: ['status', 'log'] });
  expect(mapper.byKind('v1', 'Namespace')).toMatchObject({ namespaced: false, categories: [], subresources: [] });
});

test('the preferred version is the first that has the kind', () => {
  expect(mapper.preferred({ group: 'apps', kind: 'Deployment' })?.version).toBe('v1');
  expect(mapper.preferred({ group: 'apps', kind: 'Old' })?.version).toBe('v1beta1');
});

test.for([
  ['deploy', 'apps/v1/deployments'],
  ['Deployment', 'apps/v1/deployments'],
  ['deployments', 'apps/v1/deployments'],
  ['deployments.apps', 'apps/v1/deployments'],
  ['deployment.v1beta1.apps', 'apps/v1beta1/deployments'],
  ['po', '/v1/pods'],
  ['events', '/v1/events'],
  ['events.events.k8s.io', 'events.k8s.io/v1/events'],
  ['certificates.cert-manager', 'cert-manager.io/v1/certificates'],
  ['nothing', undefined],
  ['deploy.nowhere', undefined],
] as const)('%s means %s', ([word, wanted]) => {
  const type = mapper.byArgument(word);
  expect(type && `${type.group}/${type.version}/${type.plural}`).toBe(wanted);
});

test('a group whose server is down is told, and the rest is there', () => {
  expect(mapper.broken).toEqual([
    { groupVersion: 'metrics.k8s.io/v1beta1', reason: 'the server of this API group does not answer' },
  ]);
  expect(mapper.apiVersions()).toContain('metrics.k8s.io/v1beta1');
});

test('API versions come in the form charts ask for', () => {
  expect(mapper.apiVersions()).toEqual(
    expect.arrayContaining(['v1', 'v1/Pod', 'apps/v1', 'apps/v1/Deployment', 'apps/v1beta1/Old']),
  );
});

test('each kind is listed once, in its preferred version', () => {
  expect(mapper.all().filter((type) => type.kind === 'Deployment')).toHaveLength(1);
});

test('the legacy form gives the same types, subresources told apart', () => {
  const resources = [
    {
      name: 'deployments',
      singularName: '',
      namespaced: true,
      kind: 'Deployment',
      verbs: ['get'],
      shortNames: ['deploy'],
    },
    { name: 'deployments/scale', singularName: '', namespaced: true, kind: 'Scale', verbs: ['get'] },
  ];
  expect(readResources({ kind: 'APIResourceList', resources }, 'apps/v1')).toEqual([
    {
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      plural: 'deployments',
      singular: 'deployment',
      namespaced: true,
      verbs: ['get'],
      shortNames: ['deploy'],
      categories: [],
      subresources: ['scale'],
    },
  ]);
});

test('an old server is recognised by what it answers', () => {
  expect(isAggregated({ kind: 'APIGroupList', groups: [] })).toBe(false);
  expect(isAggregated(document)).toBe(true);
});
