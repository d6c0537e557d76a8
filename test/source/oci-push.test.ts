import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { getBlob, putBlob } from '../../src/oci/blob.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { findDigest, packManifest, putPacked } from '../../src/oci/manifest.ts';
import { mediaTypes } from '../../src/oci/media.ts';
import { openRegistry, type Registry } from '../../src/oci/registry.ts';
import { upload } from '../../src/oci/upload.ts';
import { type Fault, faults, type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import { registryProgram, startRegistry, type TestRegistry } from './registry.ts';

let real: TestRegistry;
let proxy: FaultyProxy;
let registry: Registry;

beforeAll(async () => {
  real = await startRegistry(await registryProgram());
  proxy = await startFaultyProxy(real.host);
  registry = openRegistry(proxy.host);
}, 600_000);
afterAll(async () => {
  proxy?.stop();
  await real?.stop();
});
beforeEach(() => {
  proxy.fault = () => undefined;
  proxy.requests.length = 0;
});

const methods = (): string => proxy.requests.map((line) => line.split(' ')[0]).join(' ');

async function stored(bytes: Uint8Array): Promise<boolean> {
  const blob = { mediaType: mediaTypes.layer, digest: digestOf(bytes), size: bytes.length };
  return Buffer.compare(await getBlob(openRegistry(real.host), 'a', blob, 2 ** 26), bytes) === 0;
}

test('a blob goes up in one request, and not again when it is there', async () => {
  const bytes = randomBytes(1_000);
  await putBlob(registry, 'a', bytes, mediaTypes.layer);
  await putBlob(registry, 'a', bytes, mediaTypes.layer);
  expect(methods()).toBe('HEAD POST PUT HEAD');
  expect(await stored(bytes)).toBe(true);
});

test('a large blob goes up in parts', async () => {
  const bytes = randomBytes(1_000_001);
  await upload(registry, 'a', { bytes, digest: digestOf(bytes) }, 250_000);
  expect(methods()).toBe('POST PATCH PATCH PATCH PATCH PUT');
  expect(await stored(bytes)).toBe(true);
});

test('what is too large for something on the way goes up in small parts', async () => {
  const bytes = randomBytes(1_400_000);
  proxy.fault = faults(/^PUT/, { status: 413 }, 1);
  await putBlob(registry, 'a', bytes, mediaTypes.layer);
  expect(methods()).toBe('HEAD POST PUT POST PATCH PATCH PUT');
  expect(await stored(bytes)).toBe(true);
});

test.each<[string, RegExp, Fault]>([
  ['POST is not answered', /^POST/, 'reset'],
  ['PUT meets a fault', /^PUT/, { status: 503 }],
  ['part is lost', /^PATCH/, 'reset'],
  ['upload is forgotten', /^PATCH/, { status: 404 }],
  ['place is another', /^PATCH/, { status: 416 }],
  ['answer says to come later', /^PUT/, { status: 429, headers: { 'retry-after': '1' } }],
])('an upload whose %s begins anew', async (_, match, fault) => {
  const bytes = randomBytes(300_000);
  proxy.fault = faults(match, fault, 2);
  await upload(registry, 'a', { bytes, digest: digestOf(bytes) }, 200_000);
  expect(proxy.requests.filter((line) => line.startsWith('POST'))).toHaveLength(3);
  expect(await stored(bytes)).toBe(true);
});

test('an upload of which only the answer was lost is not made twice', async () => {
  const bytes = randomBytes(1_000);
  let lost = false;
  proxy.fault = (line) => (line.startsWith('PUT') && !lost && (lost = true) ? 'cut' : undefined);
  await upload(registry, 'a', { bytes, digest: digestOf(bytes) });
  expect(methods()).toMatch(/^POST PUT( HEAD)?$/);
  expect(await stored(bytes)).toBe(true);
});

test.each<[number, string, string]>([
  [404, 'NotFound', 'created first'],
  [405, 'Forbidden', 'read-only'],
  [400, 'InvalidInput', ''],
])('an upload that is refused with %i is told at once as %s', async (status, code, hint) => {
  proxy.fault = faults(/^POST/, { status }, Infinity);
  const bytes = randomBytes(10);
  await expect(upload(registry, 'a', { bytes, digest: digestOf(bytes) })).rejects.toThrow(
    expect.objectContaining({ code, ...(hint ? { hint: expect.stringContaining(hint) as string } : {}) }) as Error,
  );
  // A connection that the server had just closed is no answer, and begins anew.
  expect(methods()).toMatch(/^POST( HEAD POST)?$/);
});

test('a registry that stays faulty is given up', async () => {
  proxy.fault = faults(/^POST/, { status: 500 }, Infinity);
  const bytes = randomBytes(10);
  await expect(upload(registry, 'a', { bytes, digest: digestOf(bytes) })).rejects.toThrow('status 500');
  expect(methods().replaceAll(' HEAD', '')).toBe('POST POST POST POST');
});

test('a manifest is put again after a fault, and its digest is checked', async () => {
  const layer = await putBlob(registry, 'a', Buffer.from('x'), mediaTypes.layer);
  const manifest = packManifest({ config: layer, layers: [layer] });
  proxy.requests.length = 0;
  proxy.fault = faults(/^PUT/, { status: 502 }, 2);
  await putPacked(registry, 'a', 'v1', manifest);
  expect(methods()).toBe('PUT PUT PUT');
  expect(await findDigest(registry, 'a', 'v1')).toBe(manifest.digest);
  await expect(putPacked(registry, 'a', 'v2', { ...manifest, digest: `sha256:${'0'.repeat(64)}` })).rejects.toThrow(
    /stored sha256:0+ as sha256:/,
  );
  expect(await findDigest(registry, 'a', 'gone')).toBeUndefined();
});
