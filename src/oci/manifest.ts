import { Problem } from '../lib/errors.ts';
import { digestOf, verifyDigest } from './digest.ts';
import { mediaTypes } from './media.ts';
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

/** The manifest of a tag or digest; undefined when there is none. */
export async function findManifest(
  registry: Registry,
  repository: string,
  reference: string,
): Promise<Pulled | undefined> {
  const what = `${registry.host}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
  const response = await registry.call({
    path: `/v2/${repository}/manifests/${reference}`,
    headers: {
      accept: [mediaTypes.manifest, mediaTypes.index, mediaTypes.dockerManifest, mediaTypes.dockerList].join(', '),
    },
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

/** Stores a manifest under a tag or its digest and returns the digest. */
export async function putManifest(
  registry: Registry,
  repository: string,
  reference: string,
  manifest: Manifest,
): Promise<Descriptor> {
  const mediaType = manifest.mediaType ?? mediaTypes.manifest;
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...manifest, mediaType }));
  const response = await registry.call({
    method: 'PUT',
    path: `/v2/${repository}/manifests/${reference}`,
    headers: { 'content-type': mediaType },
    body: bytes,
    maxBytes: maxManifestBytes,
    repository,
    action: 'push',
  });
  if (response.status !== 201) {
    throw new Problem(
      'SourceUnavailable',
      `${registry.host} does not take ${repository}:${reference} (status ${response.status})`,
    );
  }
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
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
