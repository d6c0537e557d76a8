import { Problem } from '../lib/errors.ts';
import type { HttpResponse } from '../lib/http.ts';
import { persistently, refusedPush } from './persist.ts';
import type { Registry, RegistryRequest } from './registry.ts';

interface Bytes {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** More than this goes up in parts. */
const wholeBytes = 32 * 2 ** 20;
/** Parts that pass a proxy as it is installed: many take 1 MB a request and no more. */
const smallBytes = 2 ** 19;

export async function hasBlob(registry: Registry, repository: string, digest: string): Promise<boolean> {
  const path = `/v2/${repository}/blobs/${digest}`;
  return (await registry.call({ ...about(repository), method: 'HEAD', path })).status === 200;
}

/**
 * Uploads a blob, in one request where its size allows and otherwise in parts of `partBytes`. An upload that breaks begins anew, unless the
 * blob has arrived: then only the answer was lost. One that something on the way finds too large goes in small parts.
 */
export async function upload(
  registry: Registry,
  repository: string,
  blob: Bytes,
  partBytes: number = wholeBytes,
): Promise<void> {
  try {
    await persistently(async (attempt) => {
      if (attempt > 1 && (await hasBlob(registry, repository, blob.digest))) return;
      await session(registry, repository, blob, partBytes);
    }, registry.signal);
  } catch (error) {
    const tooLarge = error instanceof Problem && error.code === 'LimitExceeded';
    if (!tooLarge || Math.min(blob.bytes.length, partBytes) <= smallBytes) throw error;
    await upload(registry, repository, blob, smallBytes);
  }
}

/** One upload: a POST that opens it, the parts but the last as PATCH, the rest with the PUT that closes it. */
async function session(registry: Registry, repository: string, blob: Bytes, partBytes: number): Promise<void> {
  const { bytes, digest } = blob;
  const what = `${registry.host}/${repository}@${digest}`;
  const begun = await registry.call({
    ...about(repository),
    method: 'POST',
    path: `/v2/${repository}/blobs/uploads/`,
    headers: { 'content-length': '0' },
  });
  if (begun.status !== 202) throw refusedPush(what, begun);
  const least = Number(begun.headers['oci-chunk-min-length']);
  const size = Number.isSafeInteger(least) && least > partBytes ? least : partBytes;
  let location = nextLocation(begun, what);
  let sent = 0;
  while (bytes.length - sent > size) {
    const part = bytes.subarray(sent, sent + size);
    const answer = await registry.call({
      ...about(repository),
      method: 'PATCH',
      path: location,
      headers: { ...octets, 'content-range': `${sent}-${sent + part.length - 1}` },
      body: part,
    });
    if (answer.status !== 202) throw refusedPart(what, answer);
    location = nextLocation(answer, what);
    sent = arrived(answer, sent + part.length, what);
  }
  const url = new URL(location);
  url.searchParams.set('digest', digest);
  const rest = bytes.subarray(sent);
  const range = sent === 0 ? {} : { 'content-range': `${sent}-${bytes.length - 1}` };
  const put = await registry.call({
    ...about(repository),
    method: 'PUT',
    path: url.href,
    headers: { ...octets, ...range },
    body: rest,
  });
  if (put.status !== 201) throw refusedPart(what, put);
  const stored = put.headers['docker-content-digest'];
  if (stored && stored !== digest) throw new Problem('SourceUnavailable', `${what} was stored as ${stored}`);
}

const octets = { 'content-type': 'application/octet-stream' };

function about(repository: string): Pick<RegistryRequest, 'repository' | 'action' | 'maxBytes'> {
  return { repository, action: 'push', maxBytes: 2 ** 20 };
}

function nextLocation({ headers, url }: HttpResponse, what: string): string {
  const location = URL.parse(headers.location ?? '', url);
  if (headers.location && location) return location.href;
  throw new Problem('SourceUnavailable', `${what} is not taken: the registry does not say where to upload to`);
}

/** Bytes that arrived, from `Range: 0-N`; a part may arrive in part only. */
function arrived({ headers }: HttpResponse, expected: number, what: string): number {
  const end = /^(?:bytes=)?0-(\d+)$/.exec(headers.range ?? '')?.[1];
  if (end === undefined || Number(end) + 1 === expected) return expected;
  throw new Problem('SourceUnavailable', `${what} is not taken: ${Number(end) + 1} bytes arrived of ${expected}`);
}

/** An upload that the registry no longer knows (404), or that is at another place than it was (416), can begin anew. */
function refusedPart(what: string, answer: HttpResponse): Problem {
  const problem = refusedPush(what, answer);
  return answer.status === 404 || answer.status === 416 ? new Problem('SourceUnavailable', problem.message) : problem;
}
