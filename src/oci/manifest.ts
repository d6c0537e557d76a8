import { Problem } from '../lib/errors.ts';
import { digestOf, verifyDigest } from './digest.ts';
import { mediaTypes } from './media.ts';
import { persistently, refusedPush } from './persist.ts';
import { digestPattern } from './reference.ts';
import type { Registry } from './registry.ts';

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly artifactType?: string | undefined;
  readonly platform?: { readonly os: string; readonly architecture: string } | undefined;
}

/** An image manifest has `config` and `layers`, an index has `manifests`. */
export interface Manifest {
  readonly mediaType?: string | undefined;
  readonly artifactType?: string | undefined;
  readonly config?: Descriptor | undefined;
  readonly layers?: readonly Descriptor[] | undefined;
  readonly manifests?: readonly Descriptor[] | undefined;
  readonly subject?: Descriptor | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

export interface Pulled {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly manifest: Manifest;
}

/** The distribution specification wants clients to push, and registries to take, at least 4 MiB. */
const maxManifestBytes = 4 * 2 ** 20;

const accept = [mediaTypes.manifest, mediaTypes.index, mediaTypes.dockerManifest, mediaTypes.dockerList].join(', ');

/**
 * The digest a tag stands for, or a digest itself when it is there; undefined when nothing is. Asks without a body (which registries that
 * limit pulls do not count), and only where the registry then keeps the digest to itself reads the manifest.
 */
export async function findDigest(
  registry: Registry,
  repository: string,
  reference: string,
): Promise<string | undefined> {
  const response = await registry.call({
    method: 'HEAD',
    path: `/v2/${repository}/manifests/${reference}`,
    headers: { accept },
    maxBytes: maxManifestBytes,
    repository,
    action: 'pull',
  });
  if (response.status === 404) return undefined;
  if (response.status === 429 || (response.status >= 500 && response.status !== 501)) {
    const what = `${registry.host}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
    throw new Problem('SourceUnavailable', `${what} cannot be read (status ${response.status})`);
  }
  const digest = response.headers['docker-content-digest'] ?? '';
  if (response.status === 200 && digestPattern.test(digest)) return digest;
  return (await findManifest(registry, repository, reference))?.digest;
}

/** The manifest of a tag or digest; undefined when there is none. */
export async function findManifest(
  registry: Registry,
  repository: string,
  reference: string,
): Promise<Pulled | undefined> {
  const what = `${registry.host}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
  const response = await registry.call({
    path: `/v2/${repository}/manifests/${reference}`,
    headers: { accept },
    maxBytes: maxManifestBytes,
    repository,
    action: 'pull',
  });
  if (response.status === 404) return undefined;
  if (response.status !== 200) {
    throw new Problem('SourceUnavailable', `${what} cannot be read (status ${response.status})`);
  }
  const digest = reference.includes(':') ? reference : digestOf(response.body);
  verifyDigest(response.body, digest, what);
  const promised = response.headers['docker-content-digest'];
  if (promised) verifyDigest(response.body, promised, what);
  const manifest = parsed(response.body, what);
  const mediaType = manifest.mediaType ?? response.headers['content-type']?.split(';')[0] ?? mediaTypes.manifest;
  return { digest, mediaType, bytes: response.body, manifest };
}

export async function getManifest(registry: Registry, repository: string, reference: string): Promise<Pulled> {
  const found = await findManifest(registry, repository, reference);
  if (found) return found;
  throw new Problem(
    'NotFound',
    `there is no ${registry.host}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`,
    {
      hint: 'check repository and tag',
    },
  );
}

/** A manifest as it is stored. The bytes are what its digest is of, so they are made once. */
export interface PackedManifest extends Descriptor {
  readonly bytes: Uint8Array;
}

export function packManifest(manifest: Manifest): PackedManifest {
  const mediaType = manifest.mediaType ?? mediaTypes.manifest;
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...manifest, mediaType }));
  return { mediaType, digest: digestOf(bytes), size: bytes.length, bytes };
}

/** Stores a manifest under a tag or its digest. */
export async function putManifest(
  registry: Registry,
  repository: string,
  reference: string,
  manifest: Manifest,
): Promise<Descriptor> {
  const { bytes, ...descriptor } = packManifest(manifest);
  await putPacked(registry, repository, reference, { ...descriptor, bytes });
  return descriptor;
}

/** The same of one that is packed. To put it twice does nothing, so it is tried again. */
export async function putPacked(
  registry: Registry,
  repository: string,
  reference: string,
  { mediaType, digest, bytes }: PackedManifest,
): Promise<void> {
  await persistently(async () => {
    const response = await registry.call({
      method: 'PUT',
      path: `/v2/${repository}/manifests/${reference}`,
      headers: { 'content-type': mediaType },
      body: bytes,
      maxBytes: maxManifestBytes,
      repository,
      action: 'push',
    });
    if (response.status !== 201) throw refusedPush(`${registry.host}/${repository}:${reference}`, response);
    const stored = response.headers['docker-content-digest'];
    if (stored && stored !== digest) {
      throw new Problem('SourceUnavailable', `${registry.host} stored ${digest} as ${stored}`, {
        hint: 'the registry, or something on the way to it, changes what is pushed',
      });
    }
  }, registry.signal);
}

function parsed(bytes: Uint8Array, what: string): Manifest {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new Problem('SourceUnavailable', `${what} is not a manifest`);
}
