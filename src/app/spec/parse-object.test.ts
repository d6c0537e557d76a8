import { expect, test } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { appFromObject, sharedSourceFromObject, tenantFromObject } from './parse-object.ts';
import { appApiVersion } from './schema.ts';

const git = { url: 'https://git.example/shop.git' };

const app = (spec: unknown = { source: { git } }, status?: unknown): KubeObject => ({
  apiVersion: appApiVersion,
  kind: 'App',
  metadata: {
    name: 'shop',
    namespace: 'team-a',
    uid: '1',
    resourceVersion: '2',
    generation: 3,
    creationTimestamp: '2026-01-01T00:00:00Z',
    finalizers: ['tug.dev/members'],
    managedFields: [{ manager: 'kubectl', operation: 'Apply' }],
  },
  ...(spec === null ? {} : { spec }),
  ...(status === undefined ? {} : { status }),
});

function problemOf(read: () => unknown): Problem {
  try {
    read();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

test('an App object has every default, and of its metadata what its author wrote', () => {
  const { metadata, spec } = appFromObject(app());
  expect(metadata).toEqual({ name: 'shop', namespace: 'team-a' });
  expect(spec.source.git).toEqual({ ...git, interval: '1m', submodules: false });
  expect(spec.sync).toMatchObject({ mode: 'auto', deletion: 'delete', windows: [] });
});

test('a status is read, and one that cannot be read makes no App invalid', () => {
  expect(appFromObject(app(undefined, { revision: 'main@1', conditions: [] })).status?.revision).toBe('main@1');
  expect(appFromObject(app(undefined, { revision: 7, of: 'a later tug' })).status).toBeUndefined();
});

const window = { kind: 'allow', schedule: '0 22 * * 1-5', duration: '2h', timeZone: 'Europe/Berlin' };
const withWindow = (change: object): unknown => ({ source: { git }, sync: { windows: [{ ...window, ...change }] } });

test.each<[string, unknown, RegExp, string]>([
  ['no spec', null, /^spec\.source needs one of git, oci, chart and ref/, 'spec.source'],
  ['no source', { source: { path: 'x' } }, /^spec\.source needs one of git, oci, chart and ref/, 'spec.source'],
  [
    'a repository on a disk',
    { source: { git: { url: 'file:///srv/shop.git' } } },
    /^spec\.source\.git\.url reads a file system, and an operator has only its own/,
    'spec.source.git.url',
  ],
  [
    'itself as a dependency, by its namespace',
    { source: { git }, dependsOn: [{ name: 'shop', namespace: 'team-a' }] },
    /^spec\.dependsOn names the App itself/,
    'spec.dependsOn',
  ],
  ['an unknown field', { source: { git }, surce: 1 }, /^spec has no field "surce"/, 'spec.surce'],
  [
    'an hour that no day has',
    withWindow({ schedule: '0 25 * * *' }),
    /^spec\.sync\.windows\[0\]\.schedule cannot be read: Invalid value for hour: 25/,
    'spec.sync.windows[0].schedule',
  ],
  [
    'a day that no year has',
    withWindow({ schedule: '0 0 30 2 *' }),
    /^spec\.sync\.windows\[0\]\.schedule 0 0 30 2 \* is never/,
    'spec.sync.windows[0].schedule',
  ],
  [
    'a time zone of another planet',
    withWindow({ timeZone: 'Mars/Base' }),
    /^spec\.sync\.windows\[0\]\.timeZone Mars\/Base is no time zone/,
    'spec.sync.windows[0].timeZone',
  ],
  [
    'a health rule that is no CEL',
    { source: { git }, health: [{ group: 'x.example', kind: 'X', current: 'status.phase ==' }] },
    /^the expression cannot be used/,
    'spec.health[0].current, line 1, column',
  ],
  [
    'a health rule without an expression',
    { source: { git }, health: [{ group: 'x.example', kind: 'X' }] },
    /^the health rule of X has no expression/,
    'spec.health[0]',
  ],
  [
    'a condition that is a text',
    { source: { git }, dependsOn: [{ apiVersion: 'v1', kind: 'Service', name: 'x', ready: '"yes"' }] },
    /^"yes" is not a condition/,
    'spec.dependsOn[0].ready',
  ],
])('an App with %s is invalid, and where is told', (_, spec, sentence, field) => {
  const { code, message, where } = problemOf(() => appFromObject(app(spec)));
  expect(code).toBe('InvalidSpec');
  expect(message).toMatch(sentence);
  expect(where?.slice(0, `App team-a/shop, ${field}`.length)).toBe(`App team-a/shop, ${field}`);
});

test('windows in any time zone, conditions and health rules that can be used are accepted', () => {
  const spec = {
    source: { git },
    sync: { windows: [window, { ...window, kind: 'deny', timeZone: 'UTC' }] },
    health: [{ group: 'x.example', kind: 'X', current: 'status.phase == "Ready"' }],
    dependsOn: [{ apiVersion: 'v1', kind: 'Service', name: 'x', ready: 'has(spec.clusterIP)' }],
  };
  expect(appFromObject(app(spec)).spec.sync.windows).toHaveLength(2);
});

test('a Tenant has its limits, and one without namespaces is refused', () => {
  const tenant = { apiVersion: appApiVersion, kind: 'Tenant', metadata: { name: 'a' } };
  const read = tenantFromObject({ ...tenant, spec: { namespaces: ['team-a-*'] } });
  expect(read.spec.limits).toEqual({ objects: 1_000, bytes: 16 * 2 ** 20, renderTime: '30s' });
  const { message, where } = problemOf(() => tenantFromObject({ ...tenant, spec: { namespaces: [] } }));
  expect(message).toBe('spec.namespaces must have at least 1 entry');
  expect(where).toBe('Tenant a, spec.namespaces');
});

test('a Source is one source, and not one on a disk', () => {
  const source = { apiVersion: appApiVersion, kind: 'Source', metadata: { name: 'fleet', namespace: 'shared' } };
  expect(sharedSourceFromObject({ ...source, spec: { git } }).spec.git?.interval).toBe('1m');
  const oci = { url: 'oci://registry.example/x' };
  const refused = [{}, { git, oci }, { git: { url: 'file:///srv/x' } }].map((spec) =>
    problemOf(() => sharedSourceFromObject({ ...source, spec })),
  );
  expect(refused.map(({ message, where }) => `${where}: ${message}`)).toEqual([
    'Source shared/fleet, spec: spec needs one of git, oci and chart, and no second one',
    'Source shared/fleet, spec: spec needs one of git, oci and chart, and no second one',
    'Source shared/fleet, spec.git.url: spec.git.url reads a file system, and an operator has only its own; serve the repository over https or ssh',
  ]);
});
