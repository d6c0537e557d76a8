import { Problem } from '../lib/errors.ts';
import { digestOf, verifyDigest } from './digest.ts';
import type { Descriptor } from './manifest.ts';
import type { Registry } from './registry.ts';
import { hasBlob, upload } from './upload.ts';

/** The bytes of a blob, verified. Never more than the descriptor promises, and never more than `maxBytes`. */
export async function getBlob(
  registry: Registry,
  repository: string,
  blob: Descriptor,
  maxBytes: number,
): Promise<Uint8Array> {
  const what = `${registry.host}/${repository}@${blob.digest}`;
  if (!Number.isSafeInteger(blob.size) || blob.size < 0 || blob.size > maxBytes) {
    throw new Problem('LimitExceeded', `${what} is larger than ${Math.round(maxBytes / 2 ** 20)} MB`);
  }
  const response = await registry.call({
    path: `/v2/${repository}/blobs/${blob.digest}`,
    // A refusal comes with a text, which may be longer than a small blob.
    maxBytes: Math.max(blob.size, 2 ** 16),
    repository,
    action: 'pull',
  });
  if (response.status !== 200) {
    throw new Problem('SourceUnavailable', `${what} cannot be read (status ${response.status})`);
  }
  if (response.body.length !== blob.size) {
    throw new Problem('SourceUnavailable', `${what} has ${response.body.length} bytes, and ${blob.size} were promised`);
  }
  verifyDigest(response.body, blob.digest, what);
  return response.body;
}

/** Stores bytes unless the registry has them. */
export async function putBlob(
  registry: Registry,
  repository: string,
  bytes: Uint8Array,
  mediaType: string,
): Promise<Descriptor> {
  const digest = digestOf(bytes);
  if (!(await hasBlob(registry, repository, digest))) await upload(registry, repository, { bytes, digest });
  return { mediaType, digest, size: bytes.length };
}
