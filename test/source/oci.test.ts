import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { getBlob, putBlob } from '../../src/oci/blob.ts';
import { userCredentials } from '../../src/oci/credentials.ts';
import { findManifest, getManifest, putManifest } from '../../src/oci/manifest.ts';
import { mediaTypes } from '../../src/oci/media.ts';
import { listReferrers } from '../../src/oci/referrers.ts';
import { openRegistry, type Registry } from '../../src/oci/registry.ts';
import { listTags } from '../../src/oci/tags.ts';
import { openChart } from '../../src/source/chart/open.ts';
import { openOci } from '../../src/source/oci/open.ts';
import { resolveTarget } from '../../src/source/resolve.ts';
import { chartArchive, pushChart, pushFiles } from './push.ts';
import { registryProgram, startRegistry, type TestRegistry } from './registry.ts';

let open: TestRegistry;
let guarded: TestRegistry;
let home: string;
let registry: Registry;

beforeAll(async () => {
  const program = await registryProgram();
  [open, guarded] = await Promise.all([startRegistry(program), startRegistry(program, { guarded: true })]);
  home = await mkdtemp(join(tmpdir(), 'tug-oci-'));
  vi.stubEnv('TUG_CACHE_DIR', join(home, 'cache'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('DOCKER_CONFIG', join(home, '.docker'));
  registry = openRegistry(open.host);
}, 600_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([open?.stop(), guarded?.stop()]);
  await rm(home, { recursive: true, force: true });
});

test('what is pushed is pulled, verified by its digest', async () => {
  const bytes = Buffer.from('hello');
  const blob = await putBlob(registry, 'a/b', bytes, mediaTypes.layer);
  expect(blob.digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  expect(await putBlob(registry, 'a/b', bytes, mediaTypes.layer)).toEqual(blob);
  const pushed = await putManifest(registry, 'a/b', 'v1', { config: blob, layers: [blob] });
  const byTag = await getManifest(registry, 'a/b', 'v1');
  const byDigest = await getManifest(registry, 'a/b', pushed.digest);
  expect([byTag.digest, byDigest.manifest.layers]).toEqual([pushed.digest, [blob]]);
  expect(Buffer.from(await getBlob(registry, 'a/b', blob, 100)).toString()).toBe('hello');
});

test('a blob larger than allowed, or other than promised, is refused', async () => {
  const blob = await putBlob(registry, 'a/b', Buffer.from('twelve bytes'), mediaTypes.layer);
  await expect(getBlob(registry, 'a/b', blob, 11)).rejects.toThrow('is larger than');
  await expect(getBlob(registry, 'a/b', { ...blob, size: 11 }, 100)).rejects.toThrow(
    'has 12 bytes, and 11 were promised',
  );
  const absent = { ...blob, digest: `sha256:${'0'.repeat(64)}` };
  await expect(getBlob(registry, 'a/b', absent, 100)).rejects.toThrow('cannot be read (status 404)');
});

test('what is not there is told', async () => {
  await expect(getManifest(registry, 'a/b', 'gone')).rejects.toThrow(`there is no ${open.host}/a/b:gone`);
  expect(await findManifest(registry, 'a/b', 'gone')).toBeUndefined();
  await expect(listTags(registry, 'no/repo')).rejects.toThrow(`there is no repository ${open.host}/no/repo`);
});

test('a chart is found by tag, digest, range and none of them', async () => {
  let latest = '';
  for (const version of ['1.2.3', '1.10.0', '2.0.0-rc.1', '1.10.1+build.5', 'latest']) {
    const pushed = await pushChart(
      registry,
      'charts/web',
      version,
      await chartArchive('web', version, { 'values.yaml': `v: ${version}` }),
    );
    latest = pushed.digest;
  }
  const at = async (target: string): Promise<string> => {
    const { tree, kind } = await resolveTarget(target);
    return `${kind} ${Buffer.from(await tree.read('values.yaml')).toString()}`;
  };
  expect(await at(`oci://${open.host}/charts/web:1.2.3`)).toBe('chart v: 1.2.3');
  expect(await at(`oci://${open.host}/charts/web`)).toBe('chart v: latest');
  expect(await at(`oci://${open.host}/charts/web@${latest}`)).toBe('chart v: latest');
  const source = { repository: `oci://${open.host}/charts`, name: 'web' };
  expect((await openChart({ ...source, version: '^1.2' })).revision).toBe('1.10.1+build.5');
  expect((await openChart({ ...source, version: '1.10.1+build.5' })).revision).toBe('1.10.1+build.5');
  expect((await openChart({ ...source, version: '>=1.0.0-0' })).revision).toBe('2.0.0-rc.1');
  await expect(openChart({ ...source, version: '^3' })).rejects.toThrow('no tag of');
});

test('what was fetched once is kept, and a damaged copy is fetched again', async () => {
  await pushChart(registry, 'charts/kept', '1.0.0', await chartArchive('kept', '1.0.0'));
  const source = { repository: `oci://${open.host}/charts`, name: 'kept', version: '1.0.0' };
  await openChart(source);
  const folder = join(home, 'cache/charts/sha256');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const file of files) await writeFile(join(file.parentPath, file.name), 'damaged');
  expect((await openChart(source)).revision).toBe('1.0.0');
});

test('files that Flux packs become a tree', async () => {
  const { digest } = await pushFiles(registry, 'deploy/shop', 'v1', { 'prod/x.yaml': 'kind: ConfigMap' });
  const tree = await openOci({ url: `oci://${open.host}/deploy/shop`, tag: 'v1' });
  expect(tree.revision).toBe(`v1@${digest}`);
  expect(Buffer.from(await tree.read('prod/x.yaml')).toString()).toBe('kind: ConfigMap');
  expect((await openOci({ url: `oci://${open.host}/deploy/shop`, semver: '1.x' })).revision).toBe(`v1@${digest}`);
  await expect(openOci({ url: `oci://${open.host}/deploy/shop:v1`, tag: 'v2' })).rejects.toThrow(
    'names the tag v1, and the source names v2',
  );
  expect((await resolveTarget(`oci://${open.host}/deploy/shop:v1`)).kind).toBe('directory');
});

test('a container image is no artifact', async () => {
  const layers = [
    await putBlob(registry, 'app', Buffer.from('1'), mediaTypes.layer),
    await putBlob(registry, 'app', Buffer.from('2'), mediaTypes.layer),
  ];
  await putManifest(registry, 'app', 'v1', {
    config: await putBlob(registry, 'app', Buffer.from('{}'), mediaTypes.empty),
    layers,
  });
  await expect(openOci({ url: `oci://${open.host}/app:v1` })).rejects.toThrow(
    'it is a container image, not an artifact',
  );
});

test('an index is followed when there is only one way to go', async () => {
  const only = await pushFiles(registry, 'indexed', 'one', { x: '1' });
  await putManifest(registry, 'indexed', 'index', { mediaType: mediaTypes.index, manifests: [only] });
  expect(await (await openOci({ url: `oci://${open.host}/indexed:index` })).stat('x')).toBeDefined();
  const linux = { ...only, platform: { os: 'linux', architecture: 'amd64' } };
  await putManifest(registry, 'indexed', 'many', { mediaType: mediaTypes.index, manifests: [linux, linux] });
  await expect(openOci({ url: `oci://${open.host}/indexed:many` })).rejects.toThrow(
    'is an index of 2 manifests, not one artifact',
  );
});

test('referrers come from the tag that stands in for the API', async () => {
  const subject = await pushFiles(registry, 'signed', 'v1', { x: '1' });
  expect(await listReferrers(registry, 'signed', subject.digest)).toEqual([]);
  const signature = await pushFiles(registry, 'signed', 'sig', { y: '1' }, { subject, artifactType: 'application/x' });
  await putManifest(registry, 'signed', subject.digest.replace(':', '-'), {
    mediaType: mediaTypes.index,
    manifests: [signature],
  });
  expect(await listReferrers(registry, 'signed', subject.digest)).toEqual([signature]);
});

test('a guarded registry takes the credentials of docker login, and says when there are none', async () => {
  const push = (): Promise<unknown> => pushFiles(openRegistry(guarded.host), 'deploy', 'v1', { x: '1' });
  await rm(join(home, '.docker'), { recursive: true, force: true });
  await expect(push()).rejects.toThrow(
    expect.objectContaining({ code: 'Unauthorized', message: `${guarded.host} refuses to push deploy` }) as Error,
  );

  await mkdir(join(home, '.docker'), { recursive: true });
  const login = (auth: string): Promise<void> =>
    writeFile(
      join(home, '.docker/config.json'),
      JSON.stringify({ auths: { [guarded.host]: { auth: Buffer.from(auth).toString('base64') } } }),
    );
  await login('robot:wrong');
  await expect(push()).rejects.toThrow(expect.objectContaining({ code: 'Forbidden' }) as Error);
  await login('robot:secret');
  await push();
  expect(await listTags(openRegistry(guarded.host), 'deploy')).toEqual(['v1']);
});

test('a credential helper is asked by its standard input', async () => {
  const bin = join(home, 'bin');
  await mkdir(bin, { recursive: true });
  const script = `#!/bin/sh\nread server\necho "$@ $server" >> ${home}/asked\necho '{"Username": "robot", "Secret": "secret"}'\n`;
  await writeFile(join(bin, 'docker-credential-test'), script);
  await chmod(join(bin, 'docker-credential-test'), 0o755);
  await writeFile(
    join(home, '.docker/config.json'),
    JSON.stringify({ credHelpers: { [guarded.host]: 'test', 'other.example': 'absent' } }),
  );
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  await pushFiles(openRegistry(guarded.host), 'helped', 'v1', { x: '1' });
  expect(await readFile(join(home, 'asked'), 'utf8')).toMatch(`get ${guarded.host}\n`);
  await expect(userCredentials()('other.example', 'a')).rejects.toThrow('docker-credential-absent is not installed');
});
