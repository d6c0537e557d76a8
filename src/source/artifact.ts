import { Problem } from '../lib/errors.ts';
import { getBlob } from '../oci/blob.ts';
import { type Descriptor, getManifest, type Pulled } from '../oci/manifest.ts';
import { mediaTypes } from '../oci/media.ts';
import { type OciReference, ociText } from '../oci/reference.ts';
import { openRegistry, type Registry, type RegistryOptions } from '../oci/registry.ts';
import { listTags } from '../oci/tags.ts';
import { cachedBlob } from './blobs.ts';
import { treeLimits } from './tree.ts';
import { newestFirst, newestIn } from './versions.ts';

/** What a manifest says of the one archive that an OCI artifact is about. */
export interface Artifact {
  readonly repository: string;
  /** Of the manifest. */
  readonly digest: string;
  readonly tag: string | undefined;
  readonly archive: Descriptor;
  readonly isChart: boolean;
  readonly origin: string;
}

export interface PulledArtifact extends Artifact {
  readonly bytes: Uint8Array;
}

/** In this order: what Helm pushes, what tug and Flux push, what anything else that packs files does. */
const archives: readonly string[] = [
  mediaTypes.helmChart,
  mediaTypes.releaseContent,
  mediaTypes.fluxContent,
  mediaTypes.layer,
  mediaTypes.plainLayer,
];

/** Fetches the archive of an artifact. `range` picks a tag where the reference names none; without either it is `latest`. */
export async function pullArtifact(
  reference: OciReference,
  range: string | undefined,
  options: RegistryOptions = {},
): Promise<PulledArtifact> {
  const registry = openRegistry(reference.registry, options);
  const tag = await pickTag(registry, reference, range);
  const artifact = await readArtifact(registry, { ...reference, tag });
  return { ...artifact, bytes: await archiveBytes(registry, artifact) };
}

/** The tag to take: the one that is named, the newest in the range, or `latest`; none where only a digest is named. */
export async function pickTag(
  registry: Registry,
  reference: OciReference,
  range: string | undefined,
): Promise<string | undefined> {
  if (reference.tag !== undefined || reference.digest !== undefined) return reference.tag;
  return range === undefined ? 'latest' : tagIn(range, reference, await listTags(registry, reference.repository));
}

/** Reads the manifest that a reference names, by its digest where it has one, and finds the archive in it. */
export async function readArtifact(registry: Registry, reference: OciReference): Promise<Artifact> {
  const { repository, digest, tag } = reference;
  const pulled = await getManifest(registry, repository, digest ?? tag ?? 'latest');
  const image = pulled.manifest.manifests
    ? await getManifest(registry, repository, onlyOne(pulled, reference))
    : pulled;
  const archive = archiveOf(image, reference);
  return {
    repository,
    digest: pulled.digest,
    tag,
    archive,
    isChart: image.manifest.config?.mediaType === mediaTypes.helmConfig || archive.mediaType === mediaTypes.helmChart,
    origin: ociText({ ...reference, tag, digest: tag === undefined ? digest : undefined }),
  };
}

/** The bytes of its archive, verified. What was fetched before comes from the cache. */
export async function archiveBytes(registry: Registry, { repository, archive }: Artifact): Promise<Uint8Array> {
  const folder = archive.mediaType === mediaTypes.helmChart ? 'charts' : 'artifacts';
  const of = `oci://${registry.host}/${repository}`;
  return await cachedBlob({ folder, of, hex: archive.digest.slice('sha256:'.length) }, () =>
    getBlob(registry, repository, archive, treeLimits.totalBytes),
  );
}

/** How an artifact is told apart from every other: by its digest, with the tag in front for people. */
export function revisionOf(tag: string | undefined, digest: string): string {
  return tag === undefined ? digest : `${tag}@${digest}`;
}

/** A `+` of a version cannot stand in a tag; Helm writes `_`. */
export function tagOfVersion(version: string): string {
  return version.replaceAll('+', '_');
}

function tagIn(range: string, reference: OciReference, tags: readonly string[]): string {
  const versions = tags.map((tag) => tag.replaceAll('_', '+'));
  const newest = newestIn(range, versions);
  if (newest !== undefined) return tagOfVersion(newest);
  const some = newestFirst(versions).slice(0, 5);
  throw new Problem('NotFound', `no tag of ${ociText(reference)} is in the range ${range}`, {
    hint: some.length > 0 ? `the newest are ${some.join(', ')}` : 'none of its tags is a version',
  });
}

function onlyOne({ manifest }: Pulled, reference: OciReference): string {
  const manifests = manifest.manifests ?? [];
  const neutral = manifests.filter(({ platform }) => platform === undefined || platform.os === 'unknown');
  const [first] = manifests.length === 1 ? manifests : neutral;
  if (first && (manifests.length === 1 || neutral.length === 1)) return first.digest;
  throw new Problem(
    'InvalidInput',
    `${ociText(reference)} is an index of ${manifests.length} manifests, not one artifact`,
    {
      hint: 'name the digest of the one that holds the files',
    },
  );
}

function archiveOf({ manifest }: Pulled, reference: OciReference): Descriptor {
  const layers = manifest.layers ?? [];
  for (const type of archives) {
    const [layer, second] = layers.filter(({ mediaType }) => mediaType === type);
    if (layer && second && type !== mediaTypes.helmChart) {
      throw new Problem(
        'InvalidInput',
        `${ociText(reference)} has several layers: it is a container image, not an artifact`,
      );
    }
    if (layer?.digest.startsWith('sha256:')) return layer;
  }
  const there = layers.map(({ mediaType }) => mediaType).join(', ');
  throw new Problem('InvalidInput', `${ociText(reference)} holds neither a chart nor an archive of files`, {
    hint: there ? `its layers are ${there}` : undefined,
  });
}
