import { Problem } from '../../lib/errors.ts';
import { type OciReference, ociText, parseOciUrl } from '../../oci/reference.ts';
import { forSecret } from '../access.ts';
import type { Credential, Looked } from '../look.ts';
import { lookAtRegistry, type RegistryQuestion, type Seen } from '../registry-look.ts';
import type { Tree } from '../tree.ts';
import { isOlder } from '../versions.ts';
import { type OciSource, referenceOf, treeOfArtifact } from './open.ts';

export interface OciLookSource extends OciSource {
  /** `oci://` URLs of the same repository elsewhere. */
  readonly mirrors?: readonly string[] | undefined;
}

/**
 * Asks the registry what the source stands for now: one request without a body for a tag, one more for a range, none for a digest that is
 * there already. What is new is fetched and verified before it is told; `before` is the revision of the last look.
 *
 * The revision is `TAG@sha256:…` of the manifest, or the digest alone where the source names one. Mirrors are asked, in their order, when the
 * registry does not answer, answers with a fault (429, 5xx) or sends something else than it promised. A refusal (401, 403) and an absence
 * (404) are answers: a mirror would hide them. A mirror that lags behind never brings an older version of a range back.
 */
export async function lookOci(
  source: OciLookSource,
  credential: Credential | undefined,
  before: string | undefined,
  signal: AbortSignal,
): Promise<Looked> {
  const reference = referenceOf(source);
  const about = { range: source.semver, credential, host: reference.registry, before };
  const places = [reference, ...(source.mirrors ?? []).map((url) => mirrorOf(url, reference))];
  let first: unknown;
  for (const place of places) {
    const check = place === reference ? undefined : notOlder(place, source.semver, before);
    try {
      return lookedOf(await lookAtRegistry({ ...about, place, check }, signal));
    } catch (error) {
      signal.throwIfAborted();
      first ??= error;
      if (!(error instanceof Problem) || error.code !== 'SourceUnavailable') break;
    }
  }
  throw forSecret(first, credential !== undefined);
}

function lookedOf(seen: Seen): Looked {
  const open = async (): Promise<Tree> => {
    const { artifact, bytes } = await seen.open();
    return await treeOfArtifact(artifact, seen.revision, bytes);
  };
  return { revision: seen.revision, open };
}

/** The same repository at a mirror: what to take there is what the source says. */
function mirrorOf(url: string, { tag, digest }: OciReference): OciReference {
  const mirror = parseOciUrl(url);
  if (mirror.tag === undefined && mirror.digest === undefined) return { ...mirror, tag, digest };
  throw new Problem('InvalidSpec', `the mirror ${url} names a tag or digest`, {
    hint: 'write only oci://registry/repository there',
  });
}

function notOlder(
  place: OciReference,
  range: string | undefined,
  before: string | undefined,
): RegistryQuestion['check'] {
  const [seen] = before?.split('@') ?? [];
  if (range === undefined || seen === undefined) return undefined;
  return (tag = '') => {
    if (!isOlder(tag, seen)) return;
    throw new Problem(
      'SourceUnavailable',
      `the mirror ${ociText(place)} has ${tag} at most, and ${seen} was seen before`,
    );
  };
}
