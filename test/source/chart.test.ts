import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { unpackTar } from '../../src/lib/archive.ts';
import { openRegistry } from '../../src/oci/registry.ts';
import { completeDependencies } from '../../src/source/chart/dependencies.ts';
import { openChart } from '../../src/source/chart/open.ts';
import { openDirectory } from '../../src/source/directory/open.ts';
import { resolveTarget } from '../../src/source/resolve.ts';
import type { Tree } from '../../src/source/tree.ts';
import { chartArchive, pushChart } from './push.ts';
import { registryProgram, startRegistry, type TestRegistry } from './registry.ts';

let registry: TestRegistry;
let home: string;
let root: string;
let server: Server;
let url: string;
/** What the chart repository serves, by path; and who asked with which credentials. */
const served = new Map<string, string | Uint8Array>();
const seen: { path: string; authorization: string | undefined }[] = [];

beforeAll(async () => {
  registry = await startRegistry(await registryProgram());
  home = await mkdtemp(join(tmpdir(), 'tug-chart-'));
  vi.stubEnv('TUG_CACHE_DIR', join(home, 'cache'));
  server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push({ path, authorization: request.headers.authorization });
    const body = served.get(path);
    if (body === undefined) response.writeHead(404).end();
    else response.end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 600_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  server?.close().closeAllConnections();
  await registry?.stop();
  await rm(home, { recursive: true, force: true });
});

beforeEach(async () => {
  root = await mkdtemp(join(home, 'root-'));
  served.clear();
  seen.length = 0;
});
afterEach(async () => {
  await rm(join(home, 'cache'), { recursive: true, force: true });
});

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content);
}

async function publish(name: string, versions: string[], { digest = true, absolute = '' } = {}): Promise<void> {
  const entries: string[] = [];
  for (const version of versions) {
    const bytes = await chartArchive(name, version, { 'values.yaml': `v: ${version}` });
    served.set(`/charts/${name}-${version}.tgz`, bytes);
    const line = digest ? `    digest: ${createHash('sha256').update(bytes).digest('hex')}\n` : '';
    entries.push(
      `  - version: ${version}\n${line}    urls: [${absolute}${name}-${version}.tgz]\n    created: 2024-01-01T00:00:00Z\n`,
    );
  }
  served.set('/charts/index.yaml', `apiVersion: v1\nentries:\n  ${name}:\n${entries.join('')}`);
}

async function chart(dependencies: string, lock?: string): Promise<Tree> {
  await write('app/Chart.yaml', `apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n${dependencies}`);
  if (lock !== undefined) await write('app/Chart.lock', `dependencies:\n${lock}digest: sha256:0\ngenerated: "2024"\n`);
  return await openDirectory(root, { display: 'root' });
}

async function vendored(tree: Tree): Promise<string[]> {
  const completed = await completeDependencies(tree, 'app');
  return (await completed.stat('app/charts')) ? (await completed.list('app/charts')).map(({ name }) => name) : [];
}

test('the newest version in the range comes from a chart repository, checked against its index', async () => {
  await publish('web', ['1.0.0', '1.9.0', '2.0.0']);
  const source = { repository: `${url}/charts`, name: 'web' };
  const tree = await openChart({ ...source, version: '^1.0' });
  expect([tree.revision, tree.origin]).toEqual(['1.9.0', `${url}/charts/web-1.9.0.tgz`]);
  expect((await openChart({ ...source, version: '2.0.0' })).revision).toBe('2.0.0');
  await expect(openChart({ ...source, version: '^3' })).rejects.toThrow(
    `no version of the chart web in ${url}/charts/ is in the range ^3`,
  );
  await expect(openChart({ ...source, name: 'we', version: '*' })).rejects.toThrow(
    expect.objectContaining({ message: `there is no chart we in ${url}/charts/`, hint: 'is it web?' }) as Error,
  );
  served.set('/charts/web-1.9.0.tgz', await chartArchive('web', '1.9.0', { evil: 'x' }));
  await rm(join(home, 'cache'), { recursive: true, force: true });
  await expect(openChart({ ...source, version: '1.9.0' })).rejects.toThrow('is not what the index says');
});

test('a chart with a digest is downloaded once', async () => {
  await publish('web', ['1.0.0']);
  const source = { repository: `${url}/charts/`, name: 'web', version: '1.0.0' };
  await openChart(source);
  await openChart(source);
  expect(seen.map(({ path }) => path)).toEqual(['/charts/index.yaml', '/charts/web-1.0.0.tgz', '/charts/index.yaml']);
});

test('credentials in the URL are sent to the repository and are in no message', async () => {
  await publish('web', ['1.0.0'], { digest: false });
  const repository = `${url.replace('://', '://me:p%40ss@')}/charts`;
  await openChart({ repository, name: 'web', version: '*' });
  expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(
    new Set([`Basic ${Buffer.from('me:p@ss').toString('base64')}`]),
  );
  const failure = (await openChart({ repository, name: 'gone', version: '*' }).catch(
    (error: unknown) => error,
  )) as Error;
  expect(JSON.stringify([failure.message, failure])).not.toMatch(/p%40ss|p@ss/);
});

test.each([
  ['/charts/index.yaml', 'entries: [', 'unclosed flow sequence'],
  ['/charts/index.yaml', '<html></html>', 'is no index of charts'],
  ['/other', '', '/charts/index.yaml is not there'],
])('a repository that serves %s as %j is refused', async (path, body, why) => {
  served.set(path, body);
  await expect(openChart({ repository: `${url}/charts`, name: 'web', version: '*' })).rejects.toThrow(why);
});

test('a packaged chart is a target by its URL', async () => {
  await publish('web', ['1.0.0']);
  const { kind, tree } = await resolveTarget(`${url}/charts/web-1.0.0.tgz`);
  expect([kind, tree.revision]).toEqual(['chart', '1.0.0']);
});

test('missing dependencies are fetched from repositories, registries and the same tree', async () => {
  await publish('web', ['1.0.0', '1.5.0']);
  await pushChart(openRegistry(registry.host), 'charts/db', '2.3.4', await chartArchive('db', '2.3.4'));
  await write('common/Chart.yaml', 'apiVersion: v2\nname: common\nversion: 0.1.0\n');
  await write('common/templates/_x.tpl', 'x');
  const tree = await chart(
    `- {name: web, version: 1.x, repository: "${url}/charts"}\n- {name: db, version: ^2.0, repository: "oci://${registry.host}/charts"}\n- {name: common, version: "*", repository: "file://../common"}\n- {name: web, alias: other, version: 1.0.0, repository: "${url}/charts"}\n`,
  );
  expect(await vendored(tree)).toEqual(['common-0.1.0.tgz', 'db-2.3.4.tgz', 'web-1.0.0.tgz', 'web-1.5.0.tgz']);
  const completed = await completeDependencies(tree, 'app');
  const files = await unpackTar(await completed.read('app/charts/common-0.1.0.tgz'), 'common');
  expect([...files.keys()]).toEqual(['common/Chart.yaml', 'common/templates/_x.tpl']);
});

test('what is vendored, as a directory or an archive, is left alone and nothing is asked of the network', async () => {
  const tree = await chart(
    `- {name: web, version: 1.x, repository: "${url}/charts"}\n- {name: db, version: 1.x, repository: "oci://${registry.host}/charts"}\n`,
  );
  await write('app/charts/web/Chart.yaml', 'name: web\nversion: 1.0.0');
  await write('app/charts/db-1.0.0.tgz', await chartArchive('db', '1.0.0'));
  expect(await completeDependencies(tree, 'app')).toBe(tree);
  expect(seen).toEqual([]);
});

test('a lock decides the version', async () => {
  await publish('web', ['1.0.0', '1.5.0']);
  const dependency = `- {name: web, version: 1.x, repository: "${url}/charts"}\n`;
  expect(
    await vendored(await chart(dependency, `- {name: web, version: 1.0.0, repository: "${url}/charts/"}\n`)),
  ).toEqual(['web-1.0.0.tgz']);
});

test.each([
  ['- {name: web, version: 2.0.0, repository: "https://r.example"}\n', 'the lock has 2.0.0, which is not in 1.x'],
  [
    '- {name: web, version: 1.0.0, repository: "https://other.example"}\n',
    'the lock takes it from https://other.example, not https://r.example',
  ],
  ['- {name: db, version: 1.0.0, repository: "https://r.example"}\n', 'the lock does not have it'],
])('a lock that is out of sync names the dependency: %s', async (lock, why) => {
  const tree = await chart('- {name: web, version: 1.x, repository: "https://r.example"}\n', lock);
  await expect(completeDependencies(tree, 'app')).rejects.toThrow(`at the dependency web of app: ${why}`);
});

test.each([
  ['@stable', 'names its repository as @stable, which only the machine that added it knows'],
  ['alias:stable', 'names its repository as alias:stable'],
  ['', 'has no repository and is not in charts/'],
  ['file://../gone', 'the dependency web is not at file://../gone'],
  ['file://../../../outside', 'leaves the tree'],
  ['ftp://x', 'the dependency web cannot be fetched: ftp://x is no chart repository'],
])('a dependency of %j is refused', async (repository, why) => {
  await expect(
    completeDependencies(await chart(`- {name: web, version: 1.x, repository: "${repository}"}\n`), 'app'),
  ).rejects.toThrow(why);
});

test('dependencies of dependencies are completed, and charts that need each other end', async () => {
  await publish('web', ['1.0.0']);
  await write(
    'common/Chart.yaml',
    `apiVersion: v2\nname: common\nversion: 0.1.0\ndependencies: [{name: web, version: 1.x, repository: "${url}/charts"}]`,
  );
  const completed = await completeDependencies(
    await chart('- {name: common, version: "*", repository: "file://../common"}\n'),
    'app',
  );
  const files = await unpackTar(await completed.read('app/charts/common-0.1.0.tgz'), 'common');
  expect([...files.keys()]).toEqual(['common/Chart.yaml', 'common/charts/web-1.0.0.tgz']);
  await write(
    'common/Chart.yaml',
    'apiVersion: v2\nname: common\nversion: 0.1.0\ndependencies: [{name: app, version: "*", repository: "file://../app"}]',
  );
  await expect(completeDependencies(await openDirectory(root), 'app')).rejects.toThrow('nested more than 10 deep');
});
