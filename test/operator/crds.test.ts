/** The definitions of App, Tenant and Source at a real API server: what it accepts, and in which words it refuses. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { connect, create, type KubeObject } from '../../src/kube/index.ts';
import { messageOf } from '../../src/lib/errors.ts';
import { freshNamespace, sandboxApi } from '../kube/cluster.ts';
import { kubectl, namespaceForFile } from '../support/cluster.ts';
import { applyDefinitions, conditionsOf } from './definitions.ts';

const apiVersion = 'tug.dev/v1alpha1';
const git = { url: 'https://git.example/shop.git' };

const app = (spec: unknown): KubeObject => ({
  apiVersion,
  kind: 'App',
  metadata: { name: 'shop', namespace: 'default' },
  spec,
});
const tenant = (spec: unknown): KubeObject => ({ apiVersion, kind: 'Tenant', metadata: { name: 'team-a' }, spec });
const source = (spec: unknown): KubeObject => ({
  apiVersion,
  kind: 'Source',
  metadata: { name: 'fleet', namespace: 'default' },
  spec,
});

beforeAll(async () => {
  const api = await connect({ kubeconfig: inject('kubeconfig') });
  await applyDefinitions(api);
  await api.close();
});

/** Undefined when the server would accept it, else what it says. */
async function refusal(object: KubeObject): Promise<string | undefined> {
  const api = await sandboxApi();
  try {
    await create(api, object, { dryRun: true, fieldValidation: 'Strict' });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

test('the schemas are structural, their names accepted, and applying them again changes nothing', async () => {
  const api = await sandboxApi();
  const before = await applyDefinitions(api);
  const after = await applyDefinitions(api);
  expect(after.map(({ metadata }) => metadata.generation)).toEqual(before.map(({ metadata }) => metadata.generation));
  for (const definition of after) {
    const bad = conditionsOf(definition).filter(
      ({ type, status }) => status === 'True' && ['NonStructuralSchema', 'Terminating'].includes(type),
    );
    expect(bad).toEqual([]);
    expect(conditionsOf(definition).find(({ type }) => type === 'NamesAccepted')?.status).toBe('True');
  }
});

test.each<[string, KubeObject]>([
  ['an App with a repository', app({ source: { git } })],
  ['an App with a Source', app({ source: { ref: { name: 'fleet', namespace: 'shared' }, path: 'deploy/prod' } })],
  [
    'an App that says everything',
    app({
      source: {
        git: {
          ...git,
          semver: '>=1.2, <2',
          interval: '1h30m',
          secretRef: { name: 'git' },
          submodules: true,
          verify: { what: 'both', secretRef: { name: 'signers' } },
        },
        path: './deploy',
      },
      render: {
        helm: {
          values: { any: { thing: [1, 'x', null, { deep: true }] } },
          valuesFrom: [{ kind: 'Secret', name: 'v' }],
        },
        kustomize: { patches: [{ target: { kind: 'Deployment' }, patch: '- op: remove' }] },
        substitute: { vars: { HOST: 'shop.example' }, from: [{ kind: 'ConfigMap', name: 'cluster', optional: true }] },
      },
      destination: { namespace: 'shop', createNamespace: true },
      serviceAccountName: 'deployer',
      images: [{ name: 'example.test/shop', ref: ':2' }],
      sync: {
        mode: 'manual',
        pruneLimit: 0,
        timeout: '250ms',
        deletion: 'mirrorPrune',
        windows: [
          { kind: 'deny', schedule: '0 22 * * 1-5', duration: '2h', timeZone: 'America/Argentina/Buenos_Aires' },
        ],
      },
      ignore: [{ kind: 'Deployment', paths: ['/spec/replicas'] }],
      health: [{ group: 'x.example', kind: 'X', current: 'status.phase == "Ready"' }],
      dependsOn: [
        { name: 'db' },
        { name: 'shop', namespace: 'elsewhere' },
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' },
      ],
      notify: [
        { type: 'slack', url: 'https://chat.example/hook' },
        { type: 'gitlab', secretRef: { name: 'token' }, events: ['failed'] },
      ],
    }),
  ],
  [
    'a Tenant',
    tenant({ namespaces: ['team-a', 'team-a-*'], denyKinds: [{ kind: '*', group: 'rbac.authorization.k8s.io' }] }),
  ],
  [
    'a Source',
    source({
      oci: { url: 'oci://registry.example/fleet', mirrors: ['oci://mirror.example/fleet'] },
      namespaces: ['*'],
    }),
  ],
])('%s is accepted', async (_, object) => {
  expect(await refusal(object)).toBeUndefined();
});

const hash = 'a'.repeat(40);

test.each<[string, KubeObject, string]>([
  ['no source', app({ sync: {} }), 'spec.source: Invalid value: needs one of git, oci, chart and ref'],
  [
    'two sources',
    app({ source: { git, oci: { url: 'oci://r.example/x' } } }),
    'spec.source: Invalid value: takes one of git, oci, chart and ref, not several',
  ],
  [
    'a branch and a commit',
    app({ source: { git: { ...git, branch: 'main', commit: hash } } }),
    'spec.source.git: Invalid value: takes one of branch, tag, semver and commit, not several',
  ],
  [
    'half a hash',
    app({ source: { git: { ...git, commit: 'abc' } } }),
    'spec.source.git.commit: Invalid value: "abc": must be a whole commit hash',
  ],
  [
    'a repository on a disk',
    app({ source: { git: { url: 'file:///srv/x' } } }),
    'spec.source.git.url: Invalid value: reads a file system, and an operator has only its own',
  ],
  [
    'a transport that runs commands',
    app({ source: { git: { url: 'ext::sh -c id' } } }),
    'spec.source.git.url: Invalid value: "ext::sh -c id": must be a URL that begins with https://',
  ],
  [
    'a path out of the source',
    app({ source: { git, path: 'a/../../etc' } }),
    'spec.source.path: Invalid value: leaves the source',
  ],
  [
    'a bad duration',
    app({ source: { git }, sync: { timeout: 'soon' } }),
    'spec.sync.timeout: Invalid value: "soon": must be a duration such as 30s, 5m or 1h30m',
  ],
  [
    'an interval of nothing',
    app({ source: { git: { ...git, interval: '0s' } } }),
    'spec.source.git.interval: Invalid value: "0s": must be longer than nothing',
  ],
  [
    'a word that is none',
    app({ source: { git }, sync: { mode: 'fast' } }),
    'spec.sync.mode: Unsupported value: "fast": supported values: "auto", "manual", "shadow"',
  ],
  ['an unknown field', app({ source: { git }, destinatoin: { namespace: 'x' } }), 'unknown field "spec.destinatoin"'],
  [
    'a wrong type',
    app({ source: { git }, sync: { prune: 'yes' } }),
    'spec.sync.prune: Invalid value: "string": spec.sync.prune in body must be of type boolean',
  ],
  [
    'a number below nothing',
    app({ source: { git }, sync: { pruneLimit: -1 } }),
    'spec.sync.pruneLimit: Invalid value: -1: spec.sync.pruneLimit in body should be greater than or equal to 0',
  ],
  [
    'a number that JavaScript cannot hold',
    app({ source: { git }, sync: { pruneLimit: 2 ** 53 } }),
    'spec.sync.pruneLimit: Invalid value',
  ],
  [
    'too long a text',
    app({ source: { git }, render: { helm: { release: 'x'.repeat(54) } } }),
    'spec.render.helm.release: Too long: may not be more than 53 bytes',
  ],
  [
    'too long a list',
    app({ source: { git }, dependsOn: Array.from({ length: 101 }, (_, i) => ({ name: `a${i}` })) }),
    'spec.dependsOn: Too many: 101: must have at most 100 items',
  ],
  [
    'itself as a dependency',
    app({ source: { git }, dependsOn: [{ name: 'shop' }] }),
    'spec.dependsOn: Invalid value: names the App itself',
  ],
  [
    'a foreign dependency without apiVersion',
    app({ source: { git }, dependsOn: [{ kind: 'Job', name: 'x' }] }),
    'spec.dependsOn[0]: Invalid value: needs an apiVersion for a kind other than App',
  ],
  [
    'a window of four fields',
    app({ source: { git }, sync: { windows: [{ kind: 'deny', schedule: '0 22 * *', duration: '1h' }] } }),
    'spec.sync.windows[0].schedule: Invalid value: "0 22 * *": must be a cron expression of five fields',
  ],
  [
    'news to nobody',
    app({ source: { git }, notify: [{ type: 'github' }] }),
    'spec.notify[0]: Invalid value: needs a secretRef',
  ],
  [
    'a bad pointer',
    app({ source: { git }, ignore: [{ kind: 'X', paths: ['spec.replicas'] }] }),
    'spec.ignore[0].paths[0]: Invalid value: "spec.replicas": must be a JSON pointer such as /spec/replicas',
  ],
  [
    'a Tenant of no namespace',
    tenant({ namespaces: [] }),
    'spec.namespaces: Invalid value: 0: spec.namespaces in body should have at least 1 items',
  ],
  ['a Tenant without a spec', tenant(undefined), 'spec: Required value'],
  ['a Source of nothing', source({ namespaces: ['x'] }), 'spec: Invalid value: needs one of git, oci and chart'],
  ['a Source on a disk', source({ git: { url: 'file:///srv/x' } }), 'spec.git.url: Invalid value: reads a file system'],
])('%s is refused in words', async (_, object, words) => {
  expect(await refusal(object)).toContain(words);
});

test('kubectl explains fields, with their defaults', async () => {
  const explain = async (field: string): Promise<string> => (await kubectl('explain', `apps.tug.dev.${field}`)).stdout;
  // What kubectl reads is published some time after the kind is served.
  await expect.poll(() => explain('spec.source'), { timeout: 60_000 }).toMatch(/A Source object; for an operator/);
  expect(await explain('spec.source')).toMatch(/Where the files come from; one of git, oci, chart and ref/);
  expect(await explain('spec.sync.timeout')).toMatch(/Default: 5m/);
});

test('kubectl apply refuses a misspelt field', async () => {
  const here = namespaceForFile();
  const directory = await mkdtemp(join(tmpdir(), 'tug-test-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'app.json');
  const misspelt = app({ source: { git }, sync: { prunes: true } });
  await writeFile(file, JSON.stringify({ ...misspelt, metadata: { name: 'shop', namespace: here.name } }));
  const { code, stderr } = await here.kubectl('apply', '-f', file);
  expect(code).not.toBe(0);
  expect(stderr).toContain('unknown field "spec.sync.prunes"');
});

test('kubectl get prints what an operator writes', async () => {
  const here = namespaceForFile();
  const api = await sandboxApi();
  await create(api, { ...app({ source: { git } }), metadata: { name: 'shop', namespace: here.name } });
  const status = {
    revision: 'main@abc',
    release: 3,
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'Blocked',
        message: 'it may not',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
      {
        type: 'Stalled',
        status: 'True',
        reason: 'Blocked',
        message: 'it may not',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
  };
  const patched = await here.kubectl(
    'patch',
    'apps.tug.dev',
    'shop',
    '--subresource=status',
    '--type=merge',
    '-p',
    JSON.stringify({ status }),
  );
  expect(patched.stderr).toBe('');
  const rows = (await here.kubectl('get', 'apps.tug.dev', '-o', 'wide')).stdout.trimEnd().split('\n');
  expect(rows.map((row) => row.split(/ {2,}/).slice(0, 6))).toEqual([
    ['NAME', 'READY', 'REASON', 'REVISION', 'RELEASE', 'MESSAGE'],
    ['shop', 'False', 'Blocked', 'main@abc', '3', 'it may not'],
  ]);
  expect((await here.kubectl('get', 'tug')).stdout).toMatch(/app\.tug\.dev\/shop/);
});

test('a write of the spec leaves the status alone, and a write of the status the spec', async () => {
  const api = await sandboxApi();
  const namespace = await freshNamespace(api);
  const object = { ...app({ source: { git } }), metadata: { name: 'shop', namespace }, status: { revision: 'forged' } };
  expect((await create(api, object))['status']).toBeUndefined();
  onTestFinished(async () => {
    await kubectl('delete', 'apps.tug.dev', 'shop', '-n', namespace, '--wait=false');
  });
  const kept = await kubectl(
    'patch',
    'apps.tug.dev',
    'shop',
    '-n',
    namespace,
    '--subresource=status',
    '--type=merge',
    '-p',
    '{"status":{"revision":"main@1"},"spec":{"source":{"path":"x"}}}',
    '-o',
    'json',
  );
  expect(JSON.parse(kept.stdout)).toMatchObject({ spec: { source: { git } }, status: { revision: 'main@1' } });
  expect(kept.stdout).not.toContain('"path"');
});
