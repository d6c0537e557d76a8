/** The schema says every rule twice, to zod and to the API server. Whatever is written, both say the same of it. */
import fc from 'fast-check';
import { beforeAll, expect, inject, test } from 'vitest';
import { appObjectSchema, sourceObjectSchema } from '../../src/app/spec/object/schemas.ts';
import { tenantSchema } from '../../src/app/spec/tenant.ts';
import { type Api, ApiError, connect, create, type KubeObject } from '../../src/kube/index.ts';
import { sandboxApi } from '../kube/cluster.ts';
import { applyDefinitions } from './definitions.ts';

beforeAll(async () => {
  const api = await connect({ kubeconfig: inject('kubeconfig') });
  await applyDefinitions(api);
  await api.close();
});

/** Mostly what is right, so that an object with one fault is as likely as one with none; the rest is near it, or of another type. */
const mostly = (right: readonly unknown[], wrong: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });

const some = (fields: Record<string, fc.Arbitrary<unknown>>, required: readonly string[] = []): fc.Arbitrary<unknown> =>
  fc.record(fields, { requiredKeys: [...required] });

const list = (items: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.array(items, { maxLength: 2 });

const bool = mostly([true, false], ['true', null, 1]);
const name = mostly(['a', 'x-1', 'a.b', '0'], ['', 'A', '-a', 'a-', 'a_b', 'ä', 'a\n', 'a'.repeat(254), 7, null]);
const text = mostly(['x', '', 'ä b', '${A}'], [7, null, ['x'], { x: 1 }]);
const kind = mostly(['Deployment', 'App'], ['x'.repeat(64), true]);
const duration = mostly(
  ['1s', '5m', '1h30m', '1.5h', '250ms', '2d'],
  ['', '0s', '0.0h', '1', '-1s', '1h 2m', '5m\n', '1µs', 5],
);
const secretRef = some({ name }, ['name']);
const gitUrl = mostly(
  ['https://g.example/x', 'http://127.0.0.1:80/x.git', 'ssh://git@g.example/x', 'git@g.example:x/y', 'g.example:/x'],
  [
    'file:///srv/x',
    'ext::sh -c id',
    'https://',
    'ftp://x/y',
    '/srv/x',
    'https://g.example/a b',
    '',
    'https://g.example/\n',
  ],
);
const ociUrl = mostly(
  ['oci://r.example/x', 'oci://r.example:5000/x/y:1@sha256:0'],
  ['oci://', 'oci://r', 'https://r.example/x', ''],
);
const hash = 'a'.repeat(40);
const git = some(
  {
    url: gitUrl,
    branch: mostly(['main'], ['x'.repeat(256), 7]),
    semver: mostly(['>=1'], [1]),
    commit: mostly([hash, 'b'.repeat(64)], ['abc', 'A'.repeat(40), `${hash}\n`, 'a'.repeat(50)]),
    interval: duration,
    secretRef,
    submodules: bool,
    verify: some({ what: mostly(['commit', 'tag', 'both'], ['head', '']), secretRef }, ['secretRef']),
  },
  ['url'],
);
const oci = some(
  {
    url: ociUrl,
    tag: mostly(['v1'], ['x'.repeat(129)]),
    digest: mostly([`sha256:${'a'.repeat(64)}`], ['sha256:a']),
    mirrors: list(ociUrl),
  },
  ['url'],
);
const chart = some(
  {
    repository: mostly(['https://c.example', 'oci://r.example/c'], ['c.example', 'file:///x']),
    name: text,
    version: text,
  },
  ['repository', 'name'],
);
const path = mostly(
  ['.', 'a/b', './a', 'a..b', '..a', '/a', ''],
  ['..', 'a/..', '../a', 'a/../b', '/..', 'x'.repeat(1_025)],
);
/** Weighted towards one way, the rest in all combinations. */
const source = fc.oneof(
  { weight: 6, arbitrary: some({ git, path }, ['git']) },
  { weight: 3, arbitrary: some({ oci, path }, ['oci']) },
  { weight: 3, arbitrary: some({ chart, path }, ['chart']) },
  { weight: 3, arbitrary: some({ ref: some({ name, namespace: name }, ['name']), path }, ['ref']) },
  { weight: 2, arbitrary: some({ git, oci, chart, path }) },
);
const ofValues = mostly([{}, { a: { b: [1, null, 'x', {}] } }], [[], 'x', null]);
const whole = mostly([0, 1, 20, 2 ** 53 - 1], [-1, 0.5, 2 ** 53, '1']);

const appSpec = some(
  {
    source,
    render: some({
      helm: some({
        release: mostly(['x'], ['x'.repeat(54)]),
        values: ofValues,
        valueFiles: list(text),
        valuesFrom: list(
          some({ kind: mostly(['Secret', 'ConfigMap'], ['Pod']), name, optional: bool }, ['kind', 'name']),
        ),
      }),
      kustomize: some({ images: list(ofValues), components: list(text), namePrefix: text }),
      substitute: some({ vars: mostly([{}, { A: 'b' }], [{ A: 1 }, { A: null }, []]) }),
    }),
    destination: some({ namespace: name, createNamespace: bool }),
    sync: some({
      mode: mostly(['auto', 'manual', 'shadow'], ['fast', null]),
      pruneLimit: whole,
      timeout: duration,
      windows: list(
        some(
          {
            kind: mostly(['allow', 'deny'], ['x']),
            schedule: mostly(
              ['0 22 * * 1-5', '*/5 * * * *'],
              ['* * * *', '* * * * * *', ' * * * * *', '* *\n* * *', ''],
            ),
            duration,
            timeZone: mostly(['UTC', 'Etc/GMT+1'], ['', '1', 'a b', 'x'.repeat(65)]),
          },
          ['kind', 'schedule', 'duration'],
        ),
      ),
    }),
    ignore: list(
      some(
        {
          kind,
          paths: fc.oneof(
            { weight: 9, arbitrary: fc.constant(['/a/b']) },
            { weight: 1, arbitrary: list(mostly(['/a'], ['a', '/', '/a/', '//a'])) },
          ),
        },
        ['kind', 'paths'],
      ),
    ),
    health: list(some({ group: text, kind, current: text }, ['group', 'kind'])),
    dependsOn: list(
      some(
        {
          apiVersion: mostly(['v1', 'apps/v1', 'x.example/v1beta1'], ['1', 'apps', '/v1', 'a/b/v1']),
          kind,
          name: mostly(['db', 'web'], ['shop', '']),
          ready: text,
        },
        ['name'],
      ),
    ),
    notify: list(
      some(
        {
          type: mostly(['github', 'webhook', 'slack'], ['mail']),
          url: mostly(['https://h.example/'], ['h.example', 'https://']),
          secretRef,
          on: mostly([['failed'], []], [['x'], 'failed']),
        },
        ['type', 'secretRef'],
      ),
    ),
    nonsense: fc.constant(1),
  },
  ['source'],
).map((spec) => {
  // A field that is not there is one fault among many, not one in each second object.
  const { nonsense, ...rest } = spec as Record<string, unknown>;
  return nonsense !== undefined && JSON.stringify(rest).length % 20 === 0 ? { ...rest, nonsense } : rest;
});

const pattern = mostly(['team-a', 'team-*', '*'], ['', 'Team', 'a.b', 'a'.repeat(64)]);
const tenantSpec = some(
  {
    namespaces: fc.oneof(
      { weight: 9, arbitrary: fc.array(pattern, { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
    sources: list(text),
    destinations: list(pattern),
    clusterObjects: bool,
    denyKinds: list(some({ group: text, kind }, ['kind'])),
    limits: some({ apps: whole.filter((n) => n !== 0), objects: whole, renderTime: duration }),
  },
  ['namespaces'],
);
const sharedSpec = fc.oneof(
  { weight: 4, arbitrary: some({ git, namespaces: list(pattern) }, ['git']) },
  { weight: 2, arbitrary: some({ oci, namespaces: list(pattern) }, ['oci']) },
  { weight: 1, arbitrary: some({ git, oci, chart }) },
);

/** The server takes a field that is null for one that is not there, and gives tug the object without it. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(given.map(([key, member]) => [key, withoutNulls(member)]));
}

/** Undefined when the server would take it. */
async function refusal(api: Api, object: KubeObject): Promise<string | undefined> {
  try {
    await create(api, object, { dryRun: true, fieldValidation: 'Strict' });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 400 || error.status === 422)) return error.message;
    throw error;
  }
}

test.each([
  ['App', appSpec, appObjectSchema, { namespace: 'default' }, 400],
  ['Tenant', tenantSpec, tenantSchema, {}, 150],
  ['Source', sharedSpec, sourceObjectSchema, { namespace: 'default' }, 200],
] as const)('tug and the API server accept and refuse the same: %s', async (objectKind, specs, schema, place, runs) => {
  const api = await sandboxApi();
  const seen = { accepted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(specs, async (spec) => {
      const object = { apiVersion: 'tug.dev/v1alpha1', kind: objectKind, metadata: { name: 'shop', ...place }, spec };
      const server = await refusal(api, object);
      const ours = schema
        .safeParse(withoutNulls(object))
        .error?.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`);
      seen[server === undefined ? 'accepted' : 'refused']++;
      expect({ server, ours, agree: (server === undefined) === (ours === undefined) }).toMatchObject({ agree: true });
    }),
    { numRuns: runs },
  );
  // A generator that only ever makes one of the two would show nothing.
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(runs / 10);
});
