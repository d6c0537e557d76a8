import { unpackTar } from '../../lib/archive.ts';
import { Problem } from '../../lib/errors.ts';
import { type OciReference, parseOciUrl } from '../../oci/reference.ts';
import type { RegistryOptions } from '../../oci/registry.ts';
import { type Artifact, type PulledArtifact, pullArtifact, revisionOf } from '../artifact.ts';
import { memoryTree } from '../memory.ts';
import type { Tree } from '../tree.ts';
import { sharedFiles } from '../unpacked.ts';

export interface OciSource {
  readonly url: string;
  readonly tag?: string | undefined;
  readonly semver?: string | undefined;
  readonly digest?: string | undefined;
}

/** An OCI artifact as a tree: what `flux push artifact` and `tug release` make, and charts, whose directory is then in the root. */
export async function openOci(source: OciSource, signal?: AbortSignal): Promise<Tree> {
  return await artifactTree(await pullOci(source, { signal }));
}

export async function pullOci(source: OciSource, options: RegistryOptions = {}): Promise<PulledArtifact> {
  return await pullArtifact(referenceOf(source), source.semver, options);
}

/** A tag or digest in the URL and one beside it must not differ; a digest goes before a tag, and a tag before a range. */
export function referenceOf({ url, tag, digest }: OciSource): OciReference {
  const written = parseOciUrl(url);
  for (const [what, inUrl, beside] of [
    ['tag', written.tag, tag],
    ['digest', written.digest, digest],
  ] as const) {
    if (inUrl !== undefined && beside !== undefined && inUrl !== beside) {
      throw new Problem('InvalidSpec', `${url} names the ${what} ${inUrl}, and the source names ${beside}`, {
        hint: 'write one of them',
      });
    }
  }
  return { ...written, tag: tag ?? written.tag, digest: digest ?? written.digest };
}

export async function artifactTree({ bytes, ...artifact }: PulledArtifact): Promise<Tree> {
  return await treeOfArtifact(artifact, revisionOf(artifact.tag, artifact.digest), async () => bytes);
}

/** The tree has bounds of its own; the files are those of everybody who has the same archive open. */
export async function treeOfArtifact(
  { archive, origin }: Artifact,
  revision: string,
  bytes: () => Promise<Uint8Array>,
): Promise<Tree> {
  const files = await sharedFiles(`files ${archive.digest}`, async () => await unpackTar(await bytes(), origin));
  return memoryTree(files, { revision, origin });
}
