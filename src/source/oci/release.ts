import { Problem } from '../../lib/errors.ts';
import { putBlob } from '../../oci/blob.ts';
import { digestOf } from '../../oci/digest.ts';
import { findDigest, type Manifest, type PackedManifest, packManifest, putPacked } from '../../oci/manifest.ts';
import { mediaTypes } from '../../oci/media.ts';
import type { Registry } from '../../oci/registry.ts';

export interface Publication {
  readonly repository: string;
  readonly tags: readonly string[];
  /** Gzipped tar of the files. */
  readonly bytes: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Published {
  readonly verdict: 'released' | 'unchanged';
  /** Of the manifest. */
  readonly digest: string;
}

/**
 * Stores files as an artifact under each of the tags. Nothing is sent when all of them stand for it already. What the registry then has is
 * asked for once more: a release that cannot be pulled is none.
 */
export async function publish(registry: Registry, publication: Publication): Promise<Published> {
  const { repository, tags, bytes } = publication;
  const manifest = manifestOf(publication);
  const missing: string[] = [];
  for (const tag of tags) if ((await present(registry, repository, tag)) !== manifest.digest) missing.push(tag);
  if (missing.length === 0) return { verdict: 'unchanged', digest: manifest.digest };
  await putBlob(registry, repository, emptyConfig, mediaTypes.empty);
  await putBlob(registry, repository, bytes, mediaTypes.releaseContent);
  for (const tag of missing) await putPacked(registry, repository, tag, manifest);
  if ((await findDigest(registry, repository, manifest.digest)) !== manifest.digest) {
    throw new Problem(
      'SourceUnavailable',
      `${registry.host}/${repository}@${manifest.digest} was taken and is not there`,
    );
  }
  return { verdict: 'released', digest: manifest.digest };
}

/** The configuration of artifacts that have none (OCI image specification 1.1, "Guidance for an Empty Descriptor"). */
const emptyConfig = Buffer.from('{}');

/** Its bytes depend on the files and annotations only, in whatever order these are given. */
function manifestOf({ bytes, annotations }: Publication): PackedManifest {
  const sorted = Object.entries(annotations).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const manifest: Manifest = {
    mediaType: mediaTypes.manifest,
    artifactType: mediaTypes.release,
    config: { mediaType: mediaTypes.empty, digest: digestOf(emptyConfig), size: emptyConfig.length },
    layers: [{ mediaType: mediaTypes.releaseContent, digest: digestOf(bytes), size: bytes.length }],
    ...(sorted.length > 0 ? { annotations: Object.fromEntries(sorted) } : {}),
  };
  return packManifest(manifest);
}

/** Who may push need not be allowed to pull, and some registries hide so what is not there yet. */
async function present(registry: Registry, repository: string, tag: string): Promise<string | undefined> {
  try {
    return await findDigest(registry, repository, tag);
  } catch (error) {
    if (error instanceof Problem && (error.code === 'Unauthorized' || error.code === 'Forbidden')) return undefined;
    throw error;
  }
}
