import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getManifest } from '../../src/oci/manifest.ts';
import { mediaTypes } from '../../src/oci/media.ts';
import { openRegistry } from '../../src/oci/registry.ts';
import { lookOci } from '../../src/source/oci/look.ts';
import type { Tree } from '../../src/source/tree.ts';
import { walk } from '../../src/source/walk.ts';
import { type FaultyProxy, startFaultyProxy } from '../source/faulty-proxy.ts';
import { chartArchive, pushChart } from '../source/push.ts';
import { registryProgram, startRegistry, type TestRegistry } from '../source/registry.ts';
import { workspace, type Workspace } from '../support/workspace.ts';

let real: TestRegistry;
let proxy: FaultyProxy;
let home: string;

beforeAll(async () => {
  const program = await registryProgram();
  real = await startRegistry(program, { guarded: true });
  proxy = await startFaultyProxy(real.host);
  home = await mkdtemp(join(tmpdir(), 'tug-release-'));
  vi.stubEnv('TUG_CACHE_DIR', join(home, 'cache'));
}, 600_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  proxy?.stop();
  await real?.stop();
  await rm(home, { recursive: true, force: true });
});
beforeEach(() => {
  proxy.requests.length = 0;
});

const configMap = (name: string, value = '1'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {value: "${value}"}\n`;

interface Report {
  readonly verdict: string;
  readonly url: string;
  readonly tags: string[];
  readonly digest: string;
  readonly files: number;
  readonly annotations: Record<string, string>;
}

/** A workspace that is logged in to the registry as `docker login` leaves it, and whose HOME is its own. */
function loggedIn(): Workspace & { release(...args: string[]): Promise<Report> } {
  const work = workspace();
  const auth = Buffer.from('robot:secret').toString('base64');
  work.write({ '.docker/config.json': JSON.stringify({ auths: { [proxy.host]: { auth } } }) });
  const env = { HOME: work.directory, DOCKER_CONFIG: join(work.directory, '.docker'), SOURCE_DATE_EPOCH: '' };
  const run: Workspace['run'] = (args, options) => work.run(args, { ...options, env: { ...env, ...options?.env } });
  const release = async (...args: string[]): Promise<Report> => {
    const ended = await run(['release', ...args, '-o', 'json']);
    if (ended.code !== 0) throw new Error(ended.stderr + ended.stdout);
    return ended.json as Report;
  };
  return { ...work, run, release };
}

const credential = { username: Buffer.from('robot'), password: Buffer.from('secret') };

async function pulled(url: string, tag: string): Promise<Tree> {
  const looked = await lookOci({ url, tag }, credential, undefined, AbortSignal.timeout(60_000));
  return await looked.open();
}

async function contents(tree: Tree): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { path, executable } of walk(tree, '')) {
    found[path + (executable ? '*' : '')] = Buffer.from(await tree.read(path)).toString('utf8');
  }
  return found;
}

let count = 0;
const repository = (): string => `oci://${proxy.host}/team/release${(count += 1)}`;

test('what is released is what a look opens; the same files again are unchanged, and nothing is uploaded', async () => {
  const work = loggedIn();
  const url = repository();
  work.write({
    'deploy/a.yaml': configMap('a'),
    'deploy/sub/b.yaml': configMap('b'),
    'deploy/.hidden': 'x',
    'other.yaml': 'y',
  });
  const first = await work.release('deploy', `${url}:v1`, '--tag', 'prod');
  expect(first).toMatchObject({ verdict: 'released', url, tags: ['v1', 'prod'], files: 3, annotations: {} });
  const tree = await pulled(url, 'prod');
  expect(tree.revision).toBe(`prod@${first.digest}`);
  expect(await contents(tree)).toEqual({ '.hidden': 'x', 'a.yaml': configMap('a'), 'sub/b.yaml': configMap('b') });

  proxy.requests.length = 0;
  const second = await work.release('deploy', `${url}:v1`, '--tag', 'prod');
  expect([second.verdict, second.digest]).toEqual(['unchanged', first.digest]);
  expect(proxy.requests.filter((line) => !line.startsWith('HEAD'))).toEqual([]);

  proxy.requests.length = 0;
  const third = await work.release('deploy', `${url}:v2`);
  expect([third.verdict, third.digest]).toEqual(['released', first.digest]);
  expect(proxy.requests.filter((line) => line.startsWith('P'))).toEqual([
    expect.stringMatching(/^PUT .*manifests\/v2$/),
  ]);

  work.write({ 'deploy/a.yaml': configMap('a', '2') });
  expect((await work.release('deploy', `${url}:v1`)).digest).not.toBe(first.digest);
});

test('the artifact says what it is, of which commit, and holds no password', async () => {
  const work = loggedIn();
  const url = repository();
  work.write({ 'repo/x.yaml': configMap('x') });
  const repo = join(work.directory, 'repo');
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: repo,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: work.directory,
        GIT_COMMITTER_DATE: '@1700000000 +0100',
        GIT_AUTHOR_DATE: '@1 +0000',
      },
    }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', 'https://ci:hunter2@git.example/team/shop.git');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '--quiet', '-m', 'x');
  const { annotations, digest } = await work.release('repo', `${url}:v1`, '--annotation', 'team=a=b');
  expect(annotations).toEqual({
    'org.opencontainers.image.created': '2023-11-14T22:13:20Z',
    'org.opencontainers.image.revision': `main@sha1:${git('rev-parse', 'HEAD')}`,
    'org.opencontainers.image.source': 'https://git.example/team/shop.git',
    team: 'a=b',
  });
  const login = { credentials: async () => ({ username: 'robot', password: 'secret' }) };
  const { manifest, bytes } = await getManifest(
    openRegistry(real.host, login),
    url.split('/').slice(3).join('/'),
    'v1',
  );
  expect(manifest).toMatchObject({
    artifactType: 'application/vnd.tug.release.v1',
    config: { mediaType: mediaTypes.empty },
    layers: [{ mediaType: 'application/vnd.tug.release.content.v1.tar+gzip' }],
    annotations,
  });
  expect(Buffer.from(bytes).toString()).not.toContain('hunter2');
  const given = await work.release('repo', `${url}:v2`, '--revision', 'build-7');
  expect(given.annotations['org.opencontainers.image.revision']).toBe('build-7');
  expect(given.digest).not.toBe(digest);
});

test('a chart brings its dependencies along', async () => {
  const work = loggedIn();
  const url = repository();
  const login = { credentials: async () => ({ username: 'robot', password: 'secret' }) };
  await pushChart(openRegistry(proxy.host, login), 'charts/db', '1.2.0', await chartArchive('db', '1.2.0'));
  work.write({
    'web/Chart.yaml': `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n- {name: db, version: ^1, repository: "oci://${proxy.host}/charts"}\n- {name: common, version: "*", repository: "file://../common"}\n`,
    'web/templates/x.yaml': configMap('x'),
    'common/Chart.yaml': 'apiVersion: v2\nname: common\nversion: 0.1.0\n',
  });
  await work.release('web', `${url}:v1`);
  expect(Object.keys(await contents(await pulled(url, 'v1')))).toEqual([
    'Chart.yaml',
    'charts/common-0.1.0.tgz',
    'charts/db-1.2.0.tgz',
    'templates/x.yaml',
  ]);
});

test('a released App is deployed from the registry by its source', async () => {
  const work = loggedIn();
  const url = repository();
  const app = (source: string): string =>
    `apiVersion: tug.dev/v1alpha1\nkind: App\nmetadata: {name: shop, namespace: ${work.namespace.name}}\nspec:\n  source: ${source}\n`;
  work.write({
    'app/app.yaml': app('{path: k8s}'),
    'app/k8s/kustomization.yaml': 'resources: [cm.yaml]\nnamePrefix: of-\n',
    'app/k8s/cm.yaml': configMap('shop', 'released'),
    'pulled.yaml': app(`{oci: {url: "${url}", tag: v1}, path: k8s}`),
  });
  const { digest, files } = await work.release('app/app.yaml', `${url}:v1`);
  expect(files).toBe(3);
  const pushed = await work.run(['push', 'pulled.yaml', '--yes', '-o', 'json']);
  expect(pushed.json).toMatchObject({ verdict: 'deployed' });
  expect(await work.namespace.get('configmap', 'of-shop')).toMatchObject({ data: { value: 'released' } });
  const history = await work.run(['history', 'shop', '-o', 'json']);
  expect(history.json).toMatchObject({ releases: [{ revision: `v1@${digest}` }] });
});

test.each<[string, Record<string, string>, string[], string]>([
  [
    'an overlay whose base lies outside',
    { 'base/kustomization.yaml': 'resources: []', 'prod/kustomization.yaml': 'resources: [../base]' },
    ['prod'],
    'names others that lie outside of what is released',
  ],
  [
    'an App whose files are elsewhere',
    {
      'app.yaml':
        'apiVersion: tug.dev/v1alpha1\nkind: App\nmetadata: {name: a}\nspec: {source: {git: {url: "https://git.example/x"}}}',
    },
    ['app.yaml'],
    'it names a source',
  ],
  ['an empty directory', { 'd/.git': 'x' }, ['d'], 'holds no files'],
  ['a tag that is none', { 'd/x': 'x' }, ['d', '--tag', 'a b'], '--tag a b is no tag'],
  ['an annotation that is none', { 'd/x': 'x' }, ['d', '--annotation', 'x'], 'is not KEY=VALUE'],
  ['nothing', {}, ['gone'], 'there is no file or directory gone'],
])('%s is refused before anything is sent', async (_, files, [target = '', ...args], why) => {
  const work = loggedIn();
  work.write(files);
  const ended = await work.run(['release', target, repository(), ...args]);
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(why)]);
  expect(proxy.requests).toEqual([]);
});

test('a base beside its overlays is released with them', async () => {
  const work = loggedIn();
  const url = repository();
  work.write({ 'd/base/kustomization.yaml': 'resources: []', 'd/prod/kustomization.yaml': 'resources: [../base]' });
  const ended = await work.run(['release', 'd', url]);
  expect(ended.stdout).toMatch(/^released: oci:\/\/\S+:latest \(2 files, 1 KB\)\nsha256:[0-9a-f]{64}\n$/);
});

test('who is not logged in is told what to do', async () => {
  const work = workspace();
  work.write({ 'd/x': 'x' });
  const env = { HOME: work.directory, DOCKER_CONFIG: work.directory };
  const ended = await work.run(['release', 'd', repository()], { env });
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(`log in with docker login ${proxy.host}`)]);
});
