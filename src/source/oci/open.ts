import { unpackTar } from '../../lib/archive.ts';
import { Problem } from '../../lib/errors.ts';
import { parseOciUrl } from '../../oci/reference.ts';
import type { RegistryOptions } from '../../oci/registry.ts';
import { type Artifact, pullArtifact } from '../artifact.ts';
import { memoryTree } from '../memory.ts';
import type { Tree } from '../tree.ts';

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

/** A tag or digest in the URL and one beside it must not differ; a digest goes before a tag, and a tag before a range. */
export async function pullOci(
  { url, tag, semver, digest }: OciSource,
  options: RegistryOptions = {},
): Promise<Artifact> {
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
  return await pullArtifact({ ...written, tag: tag ?? written.tag, digest: digest ?? written.digest }, semver, options);
}

export async function artifactTree({ bytes, tag, digest, origin }: Artifact): Promise<Tree> {
  return memoryTree(await unpackTar(bytes, origin), {
    revision: tag === undefined ? digest : `${tag}@${digest}`,
    origin,
  });
}
