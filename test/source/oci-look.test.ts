import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '../../sandbox/ports.ts';
import { Problem } from '../../src/lib/errors.ts';
import { putBlob } from '../../src/oci/blob.ts';
import { putManifest } from '../../src/oci/manifest.ts';
import { mediaTypes } from '../../src/oci/media.ts';
import { openRegistry, type Registry } from '../../src/oci/registry.ts';
import type { Credential, Looked } from '../../src/source/look.ts';
import { lookOci, type OciLookSource } from '../../src/source/oci/look.ts';
import { archive, chartArchive, pushChart, pushFiles } from './push.ts';
import { type Fault, faults, type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import { registryProgram, startRegistry, type TestRegistry } from './registry.ts';

let real: TestRegistry;
let other: TestRegistry;
let guarded: TestRegistry;
let proxy: FaultyProxy;
let guard: FaultyProxy;
let home: string;
let registry: Registry;

beforeAll(async () => {
  const program = await registryProgram();
  [real, other, guarded] = await Promise.all([
    startRegistry(program),
    startRegistry(program),
    startRegistry(program, { guarded: true }),
  ]);
  [proxy, guard] = await Promise.all([startFaultyProxy(real.host), startFaultyProxy(guarded.host)]);
  home = await mkdtemp(join(tmpdir(), 'tug-look-'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('DOCKER_CONFIG', join(home, '.docker'));
  vi.stubEnv('TUG_CACHE_DIR', join(home, 'cache'));
  registry = openRegistry(real.host);
}, 600_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  proxy?.stop();
  guard?.stop();
  await Promise.all([real?.stop(), other?.stop(), guarded?.stop()]);
  await rm(home, { recursive: true, force: true });
});

let count = 0;
/** A repository of each test's own. */
let name: string;
beforeEach(() => {
  count += 1;
  name = `team/app${count}`;
  proxy.fault = () => undefined;
  proxy.requests.length = 0;
  guard.requests.length = 0;
});

interface Around {
  readonly credential?: Credential | undefined;
  readonly before?: string | undefined;
}

function look(source: Omit<OciLookSource, 'url'> & { url?: string }, around: Around = {}): Promise<Looked> {
  const url = `oci://${proxy.host}/${name}`;
  return lookOci({ url, ...source }, around.credential, around.before, AbortSignal.timeout(60_000));
}

const secret = (values: Record<string, string>): Credential =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Buffer.from(value)]));

async function textOf(looked: Looked, path: string): Promise<string> {
  return Buffer.from(await (await looked.open()).read(path)).toString('utf8');
}

const refused = (code: string, message: string): Error =>
  expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error;

test('what is new is fetched once; what is not costs one request without a body', async () => {
  const { digest, size } = await pushFiles(registry, name, 'latest', { 'x.yaml': '1' });
  expect(size).toBeGreaterThan(0);
  const first = await look({});
  expect(first.revision).toBe(`latest@${digest}`);
  expect(proxy.requests.map((line) => line.replace(/sha256:\w+/, 'DIGEST'))).toEqual([
    `HEAD /v2/${name}/manifests/latest`,
    `GET /v2/${name}/manifests/DIGEST`,
    `GET /v2/${name}/blobs/DIGEST`,
  ]);
  proxy.requests.length = 0;
  const second = await look({}, { before: first.revision });
  expect([second.revision, proxy.requests]).toEqual([first.revision, [`HEAD /v2/${name}/manifests/latest`]]);
});

test('however many open it, it is read once, and each has bounds of its own', async () => {
  await pushFiles(registry, name, 'v1', { 'x.yaml': 'one' });
  const looked = await look({ tag: 'v1' });
  proxy.requests.length = 0;
  const trees = await Promise.all(Array.from({ length: 200 }, () => looked.open()));
  const read = await Promise.all(trees.map((tree) => tree.read('x.yaml')));
  expect([new Set(trees).size, new Set(read).size, proxy.requests]).toEqual([200, 1, []]);
});

test('a tag that moves, a newer version and a digest are told apart by their revisions', async () => {
  const one = await pushFiles(registry, name, '1.0.0', { 'x.yaml': 'one' });
  await pushFiles(registry, name, 'prod', { 'x.yaml': 'one' });
  const before = await look({ tag: 'prod' });
  const range = await look({ semver: '^1' });
  expect(range.revision).toBe(`1.0.0@${one.digest}`);
  const two = await pushFiles(registry, name, 'prod', { 'x.yaml': 'two' });
  await pushFiles(registry, name, '1.1.0', { 'x.yaml': 'two' });
  const after = await look({ tag: 'prod' }, { before: before.revision });
  expect([after.revision, await textOf(after, 'x.yaml')]).toEqual([`prod@${two.digest}`, 'two']);
  expect((await look({ semver: '^1' }, { before: range.revision })).revision).toBe(`1.1.0@${two.digest}`);
  expect((await look({ digest: one.digest })).revision).toBe(one.digest);
  expect(await textOf(before, 'x.yaml')).toBe('one');
});

test('a digest that was seen is not asked for again, and can still be opened', async () => {
  const { digest } = await pushFiles(registry, name, 'v1', { 'x.yaml': 'one' });
  const looked = await look({ digest }, { before: digest });
  expect(proxy.requests).toEqual([]);
  expect(await textOf(looked, 'x.yaml')).toBe('one');
});

test.each([
  ['what Flux packs', mediaTypes.fluxConfig, mediaTypes.fluxContent, undefined],
  ['what tug packs', mediaTypes.empty, mediaTypes.releaseContent, mediaTypes.release],
  ['a layer of an image', mediaTypes.empty, mediaTypes.layer, undefined],
])('%s is opened', async (_, config, layer, artifactType) => {
  await putManifest(registry, name, 'v1', {
    ...(artifactType ? { artifactType } : {}),
    config: await putBlob(registry, name, Buffer.from('{}'), config),
    layers: [await putBlob(registry, name, await archive({ 'd/x.yaml': 'here' }), layer)],
  });
  expect(await textOf(await look({ tag: 'v1' }), 'd/x.yaml')).toBe('here');
});

test('a packaged chart is opened with its directory', async () => {
  await pushChart(registry, name, '1.2.3', await chartArchive('web', '1.2.3', { 'values.yaml': 'v: 1' }));
  expect(await textOf(await look({ semver: '1.x' }), 'web/values.yaml')).toBe('v: 1');
});

test.each<[string, RegExp, Fault, number]>([
  ['faulty', /^HEAD/, { status: 500 }, 2],
  ['busy for a second', /^GET .*manifests/, { status: 429, headers: { 'retry-after': '1' } }, 1],
  ['broken off in the middle of a blob', /blobs/, 'cut', 2],
  ['reset', /manifests/, 'reset', 2],
])('a registry that is %s for a moment is asked again', async (_, match, fault, times) => {
  await pushFiles(registry, name, 'latest', { 'x.yaml': '1', [`${count}`]: 'of its own' });
  proxy.fault = faults(match, fault, times);
  const looked = await look({});
  expect(proxy.requests).toHaveLength(3 + times);
  expect(await textOf(looked, 'x.yaml')).toBe('1');
});

test.each<[string, RegExp, Fault, string, number]>([
  ['is faulty', /^HEAD/, { status: 503 }, 'cannot be read (status 503)', 3],
  ['cuts every blob', /blobs/, 'cut', 'cannot be reached: the connection broke', 3],
  [
    'sends another blob',
    /blobs/,
    (body) => Buffer.from(body.map((byte) => byte ^ 1)),
    'is not what its digest says',
    1,
  ],
  ['sends another manifest', /GET .*manifests/, () => Buffer.from('{}'), 'is not what its digest says', 1],
])('a registry that %s is told so after %#', async (_, match, fault, why, asked) => {
  await pushFiles(registry, name, 'latest', { [`${count}`]: 'of its own' });
  proxy.fault = faults(match, fault, Infinity);
  await expect(look({})).rejects.toThrow(refused('SourceUnavailable', why));
  expect(proxy.requests.filter((line) => match.test(line)).length).toBeGreaterThanOrEqual(asked);
  expect(proxy.requests.length).toBeLessThanOrEqual(8);
  proxy.fault = () => undefined;
  expect((await look({})).revision).toMatch(/^latest@sha256:/);
});

test('a registry that comes and goes 30 times gives every revision once and never a wrong one', async () => {
  const seen: string[] = [];
  const pushed: string[] = [];
  let before: string | undefined;
  let failed = 0;
  const kinds: Fault[] = ['reset', 'cut', { status: 500 }, (body) => body.subarray(1)];
  for (let round = 0; round < 30; round += 1) {
    if (round % 3 === 0) {
      pushed.push(`latest@${(await pushFiles(registry, name, 'latest', { n: `${name} ${round}` })).digest}`);
    }
    const kind = kinds[round % kinds.length];
    proxy.fault = round % 3 === 2 ? () => undefined : faults(/./, kind ?? 'reset', 3);
    const looked = await look({}, { before }).catch(
      (error: unknown) => void (failed += Number(error instanceof Problem)),
    );
    if (looked && looked.revision !== before) seen.push((before = looked.revision));
  }
  expect(seen).toEqual(pushed);
  expect(failed).toBeGreaterThan(0);
  console.info(`30 looks, ${failed} of them failed, ${seen.length} of ${pushed.length} revisions seen, in order`);
});

test('a mirror is asked when the registry does not answer, and is not when it says no', async () => {
  const pushed = await pushFiles(registry, name, '1.1.0', { 'x.yaml': '1' });
  await pushFiles(openRegistry(other.host), name, '1.1.0', { 'x.yaml': '1' });
  const gone = `oci://127.0.0.1:${await freePort(new Set())}/${name}`;
  const mirrors = [gone, `oci://${other.host}/${name}`];
  expect((await look({ url: gone, mirrors, tag: '1.1.0' })).revision).toBe(`1.1.0@${pushed.digest}`);
  await expect(look({ url: gone, mirrors: [gone], tag: '1.1.0' })).rejects.toThrow(
    refused('SourceUnavailable', 'connection refused'),
  );
  await expect(look({ url: `oci://${real.host}/${name}`, mirrors, tag: '9.0.0' })).rejects.toThrow(
    refused('NotFound', `there is no oci://${real.host}/${name}:9.0.0`),
  );
  await expect(look({ mirrors: [`oci://${other.host}/${name}:v1`] })).rejects.toThrow(
    refused('InvalidSpec', 'names a tag or digest'),
  );
});

test('a registry that sends something else than it promised is passed over for a mirror', async () => {
  const { digest } = await pushFiles(registry, name, 'v1', { [`${count}`]: '1' });
  await pushFiles(openRegistry(other.host), name, 'v1', { [`${count}`]: '1' });
  proxy.fault = faults(/blobs/, () => Buffer.from('evil'), Infinity);
  expect((await look({ tag: 'v1', mirrors: [`oci://${other.host}/${name}`] })).revision).toBe(`v1@${digest}`);
});

test('a mirror that lags behind does not bring an older version back', async () => {
  await pushFiles(openRegistry(other.host), name, '1.0.0', { 'x.yaml': 'old' });
  const { digest } = await pushFiles(registry, name, '1.1.0', { 'x.yaml': 'new' });
  const source = { semver: '1.x', mirrors: [`oci://${other.host}/${name}`] };
  const { revision } = await look(source);
  expect(revision).toBe(`1.1.0@${digest}`);
  proxy.fault = () => 'reset';
  await expect(look(source, { before: revision })).rejects.toThrow(refused('SourceUnavailable', proxy.host));
  expect((await look(source)).revision).toMatch(/^1\.0\.0@/);
});

test.each([
  ['user and password', (): Credential => secret({ username: 'robot', password: 'secret\n' })],
  [
    'an image pull Secret',
    (): Credential => {
      const auth = Buffer.from('robot:secret').toString('base64');
      const wrong = Buffer.from('robot:wrong').toString('base64');
      const auths = { [guard.host]: { auth: wrong }, [`${guard.host}/team`]: { auth }, 'r.example': { auth: wrong } };
      return secret({ '.dockerconfigjson': JSON.stringify({ auths }) });
    },
  ],
])('a guarded registry is read with %s, and is not challenged again at the next look', async (_, credential) => {
  const login = { credentials: async () => ({ username: 'robot', password: 'secret' }) };
  await pushFiles(openRegistry(guarded.host, login), name, 'v1', { 'x.yaml': '1' });
  const url = `oci://${guard.host}/${name}`;
  const first = await look({ url, tag: 'v1' }, { credential: credential() });
  expect(guard.requests).toHaveLength(4);
  guard.requests.length = 0;
  await look({ url, tag: 'v1' }, { credential: credential(), before: first.revision });
  expect(guard.requests).toHaveLength(1);
  expect(await (await first.open()).stat('x.yaml')).toBeDefined();
});

test('nobody reads by what somebody else may: without a Secret, with another one, with what this process is logged in to', async () => {
  const login = { credentials: async () => ({ username: 'robot', password: 'secret' }) };
  await pushFiles(openRegistry(guarded.host, login), name, 'v1', { 'x.yaml': '1' });
  const url = `oci://${guard.host}/${name}`;
  await mkdir(join(home, '.docker'), { recursive: true });
  const auth = Buffer.from('robot:secret').toString('base64');
  await writeFile(join(home, '.docker/config.json'), JSON.stringify({ auths: { [guard.host]: { auth } } }));
  await look({ url, tag: 'v1' }, { credential: secret({ username: 'robot', password: 'secret' }) });
  await expect(look({ url, tag: 'v1' })).rejects.toThrow(
    expect.objectContaining({ code: 'Unauthorized', hint: expect.stringContaining('secretRef') as string }) as Error,
  );
  const wrong = { credential: secret({ username: 'robot', password: 'other' }) };
  await expect(look({ url, tag: 'v1' }, wrong)).rejects.toThrow(refused('Forbidden', 'refuses to pull'));
  await rm(join(home, '.docker'), { recursive: true });
});

test('a user and password are not sent to a mirror elsewhere', async () => {
  const login = { credentials: async () => ({ username: 'robot', password: 'secret' }) };
  await pushFiles(openRegistry(guarded.host, login), name, 'v1', { 'x.yaml': '1' });
  const gone = `oci://127.0.0.1:${await freePort(new Set())}/${name}`;
  const source = { url: gone, mirrors: [`oci://${guard.host}/${name}`], tag: 'v1' };
  await expect(look(source, { credential: secret({ username: 'robot', password: 'secret' }) })).rejects.toThrow(
    refused('SourceUnavailable', 'connection refused'),
  );
  expect(guard.requests.every((line) => line.startsWith('HEAD'))).toBe(true);
});

test('whoever names the digest of another repository’s files does not get them from the cache', async () => {
  const content = await archive({ 'secret.yaml': `of ${name}` });
  const layer = await putBlob(registry, name, content, mediaTypes.fluxContent);
  const config = await putBlob(registry, name, Buffer.from('{}'), mediaTypes.fluxConfig);
  await putManifest(registry, name, 'v1', { config, layers: [layer] });
  await look({ tag: 'v1' });
  const thief = await startFaultyProxy(other.host);
  try {
    const there = openRegistry(other.host);
    await putBlob(there, 'evil/app', content, mediaTypes.fluxContent);
    await putBlob(there, 'evil/app', Buffer.from('{}'), mediaTypes.fluxConfig);
    await putManifest(there, 'evil/app', 'v1', { config, layers: [layer] });
    thief.fault = faults(/blobs/, { status: 404 }, Infinity);
    await expect(look({ url: `oci://${thief.host}/evil/app`, tag: 'v1' })).rejects.toThrow('status 404');
  } finally {
    thief.stop();
  }
});

test('a cache that was emptied is filled again when the files are opened', async () => {
  await pushFiles(registry, name, 'v1', { big: 'x'.repeat(2 ** 20), [`${count}`]: '' });
  const looked = await look({ tag: 'v1' });
  await rm(join(home, 'cache'), { recursive: true, force: true });
  proxy.requests.length = 0;
  expect(await textOf(looked, `${count}`)).toBe('');
  expect(proxy.requests.filter((line) => line.includes('blobs'))).toHaveLength(1);
  const kept = await readdir(join(home, 'cache'), { recursive: true, withFileTypes: true });
  expect(kept.filter((entry) => entry.isFile())).toHaveLength(1);
});

test('an artifact that is no archive is refused and fetched again only when it changes', async () => {
  const layer = await putBlob(registry, name, Buffer.from('no archive'), mediaTypes.fluxContent);
  await putManifest(registry, name, 'v1', { config: layer, layers: [layer] });
  const looked = await look({ tag: 'v1' });
  await expect(looked.open()).rejects.toThrow('is not a tar archive, or is damaged');
});

test('a look that is given up ends at once', async () => {
  await pushFiles(registry, name, 'v1', { x: '1' });
  const stop = new AbortController();
  proxy.fault = () => {
    stop.abort(new Problem('Interrupted', 'given up'));
    return { status: 503, headers: { 'retry-after': '10' } };
  };
  await expect(
    lookOci({ url: `oci://${proxy.host}/${name}`, tag: 'v1' }, undefined, undefined, stop.signal),
  ).rejects.toThrow('given up');
  expect(proxy.requests).toHaveLength(1);
});

test('a broken authority in a Secret is told as such', async () => {
  await expect(look({}, { credential: secret({ 'ca.crt': 'no certificate' }) })).rejects.toThrow(
    refused('InvalidSpec', 'ca.crt'),
  );
  await expect(look({}, { credential: secret({ username: 'robot' }) })).rejects.toThrow(
    refused('InvalidSpec', 'password'),
  );
});
