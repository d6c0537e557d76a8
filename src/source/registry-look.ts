import { Problem } from '../lib/errors.ts';
import { findDigest } from '../oci/manifest.ts';
import { type OciReference, ociText } from '../oci/reference.ts';
import { openRegistry, type Registry } from '../oci/registry.ts';
import { keptFor, registryAccess } from './access.ts';
import { archiveBytes, type Artifact, pickTag, readArtifact, revisionOf } from './artifact.ts';
import type { Credential } from './look.ts';
import { rememberedOnce } from './recent.ts';

export interface RegistryQuestion {
  readonly place: OciReference;
  /** Of versions, where neither tag nor digest is named. */
  readonly range: string | undefined;
  readonly credential: Credential | undefined;
  /** The registry that a bare user and password are for. */
  readonly host: string;
  /** The revision that was seen before. */
  readonly before: string | undefined;
  /** May refuse what was found, by a Problem, before it is downloaded. */
  readonly check?: ((tag: string | undefined) => void) | undefined;
}

/** What a registry has at a place now. */
export interface Seen {
  readonly revision: string;
  readonly tag: string | undefined;
  /** What is new has been fetched and verified by then, so this asks the registry only when the cache has lost it. */
  open(): Promise<{ readonly artifact: Artifact; readonly bytes: () => Promise<Uint8Array> }>;
}

/** One request without a body for a tag, one more for a range, none for a digest that was seen before. */
export async function lookAtRegistry(question: RegistryQuestion, signal: AbortSignal): Promise<Seen> {
  const { place, range, credential, host, before } = question;
  // An opened revision outlives the look that found it.
  const connect = (during?: AbortSignal): Registry =>
    openRegistry(place.registry, {
      ...registryAccess(host, credential),
      kept: keptFor(place.registry, credential),
      signal: during,
    });
  const registry = connect(signal);
  const tag = await pickTag(registry, place, range);
  question.check?.(tag);
  const digest = place.digest ?? (await digestOfTag(registry, { ...place, tag }, before));
  const revision = revisionOf(tag, digest);
  const read = rememberedOnce((at: Registry) => readArtifact(at, { ...place, tag, digest }));
  if (revision !== before) await archiveBytes(registry, await read(registry));
  const open: Seen['open'] = async () => {
    const later = connect();
    const artifact = await read(later);
    return { artifact, bytes: () => archiveBytes(later, artifact) };
  };
  return { revision, tag, open };
}

async function digestOfTag(registry: Registry, place: OciReference, before: string | undefined): Promise<string> {
  const digest = await findDigest(registry, place.repository, place.tag ?? 'latest');
  if (digest !== undefined) return digest;
  throw new Problem('NotFound', `there is no ${ociText(place)}`, {
    hint: before === undefined ? 'check repository and tag' : 'it was there before: somebody deleted it',
  });
}
