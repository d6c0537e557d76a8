import { Problem } from '../lib/errors.ts';
import { digestOf, verifyDigest } from './digest.ts';
import type { Descriptor } from './manifest.ts';
import type { Registry } from './registry.ts';

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

/** Stores bytes unless the registry has them, in one request of the two that an upload takes. */
export async function putBlob(
  registry: Registry,
  repository: string,
  bytes: Uint8Array,
  mediaType: string,
): Promise<Descriptor> {
  const digest = digestOf(bytes);
  const descriptor = { mediaType, digest, size: bytes.length };
  const about = { repository, action: 'push', maxBytes: 2 ** 20 } as const;
  const there = await registry.call({ ...about, method: 'HEAD', path: `/v2/${repository}/blobs/${digest}` });
  if (there.status === 200) return descriptor;
  const begun = await registry.call({ ...about, method: 'POST', path: `/v2/${repository}/blobs/uploads/` });
  const location = begun.headers.location;
  if (begun.status !== 202 || !location) throw refused(registry, repository, begun.status);
  const url = new URL(location, registry.origin);
  url.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  const put = await registry.call({ ...about, method: 'PUT', path: url.href, headers, body: bytes });
  if (put.status !== 201) throw refused(registry, repository, put.status);
  return descriptor;
}

function refused(registry: Registry, repository: string, status: number): Problem {
  return new Problem('SourceUnavailable', `${registry.host} does not take a blob for ${repository} (status ${status})`);
}
