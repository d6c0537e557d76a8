import { sha256Hex } from '../../lib/digest.ts';
import { shownUrl } from '../../lib/http.ts';
import { decodeText } from '../../lib/yaml.ts';
import { keepNewest } from '../recent.ts';
import { getFrom, type RepositoryAccess } from './access.ts';
import { chartsIn, type IndexedChart, indexLimits } from './index-file.ts';
import { indexUrl } from './repository.ts';

/** What is known of one repository, for all charts that are taken from it. */
export interface SharedIndex {
  /** Charts that somebody asked for, and what the index of `sum` says of them. The index itself is not kept: it may be large. */
  charts: ReadonlyMap<string, IndexedChart>;
  /** sha256 of archives for which the index has none, by their URL. They hold as long as the index is the same. */
  readonly found: Map<string, string>;
}

interface Known extends SharedIndex {
  readonly wanted: Set<string>;
  found: Map<string, string>;
  sum: string;
  etag: string | undefined;
  modified: string | undefined;
  running: Promise<void> | undefined;
  next: Promise<void> | undefined;
}

const indexes = new Map<string, Known>();
const maxIndexes = 500;

/**
 * The index of a repository as it is now, with what it says of `name`. One request for all who ask at the same time, conditional when the
 * server allows it; a body that has not changed is not parsed again, and of one that has, only what somebody asked for.
 */
export async function currentIndex(access: RepositoryAccess, name: string, signal: AbortSignal): Promise<SharedIndex> {
  const known = keepNewest(indexes, access.key, maxIndexes, unknown);
  known.wanted.add(name);
  await unlessAborted(refresh(known, access), signal);
  return known;
}

function unknown(): Known {
  return {
    charts: new Map(),
    found: new Map(),
    wanted: new Set(),
    sum: '',
    etag: undefined,
    modified: undefined,
    running: undefined,
    next: undefined,
  };
}

/** Who comes while a request is under way waits for the one after it: the answer to the first may be older than what they were told of. */
function refresh(known: Known, access: RepositoryAccess): Promise<void> {
  if (!known.running) {
    known.running = fetchIndex(known, access).finally(() => (known.running = undefined));
    return known.running;
  }
  known.next ??= known.running
    .catch(() => undefined)
    .then(() => {
      known.next = undefined;
      return refresh(known, access);
    });
  return known.next;
}

/** Not bound to the signal of whoever came first: others wait for it too. Its time is bounded all the same. */
async function fetchIndex(known: Known, access: RepositoryAccess): Promise<void> {
  const url = indexUrl(access);
  const complete = [...known.wanted].every((name) => known.charts.has(name));
  const response = await getFrom(access, url, indexLimits.length, complete ? { headers: conditions(known) } : {});
  if (response.status === 304) return;
  const { body, headers } = response;
  known.etag = headers.etag;
  known.modified = headers['last-modified'];
  const sum = sha256Hex(body);
  if (complete && sum === known.sum) return;
  const shown = shownUrl(url.href);
  try {
    known.charts = chartsIn(decodeText(body, shown), shown, known.wanted);
  } catch (error) {
    // Else the next answer would be "not modified", and what was there before would seem to be good again.
    known.etag = undefined;
    known.modified = undefined;
    throw error;
  }
  if (sum !== known.sum) known.found = new Map();
  known.sum = sum;
}

function conditions({ etag, modified }: Known): Record<string, string> {
  return {
    ...(etag ? { 'if-none-match': etag } : {}),
    ...(modified && !etag ? { 'if-modified-since': modified } : {}),
  };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return await new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
