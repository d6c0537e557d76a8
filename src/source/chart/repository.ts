import { sha256Hex } from '../../lib/digest.ts';
import { Problem } from '../../lib/errors.ts';
import { type HttpResponse, send, shownUrl } from '../../lib/http.ts';
import { decodeText, parseDocument, yamlLimits } from '../../lib/yaml.ts';
import { cachedBlob } from '../blobs.ts';
import { treeLimits } from '../tree.ts';
import { newestFirst, newestIn } from '../versions.ts';

/** A packaged chart, fetched. */
export interface FetchedChart {
  readonly bytes: Uint8Array;
  readonly version: string;
  readonly origin: string;
}

interface IndexEntry {
  readonly version: string;
  readonly urls: readonly string[];
  readonly digest: string | undefined;
}

/** The largest public index is some 20 MB. */
const indexLimits = { ...yamlLimits, length: 64 * 2 ** 20, expanded: 512 * 2 ** 20 };

/** Fetches the newest chart of a version range from a chart repository: a directory on a web server with an index.yaml. */
export async function fetchFromRepository(
  repository: string,
  name: string,
  range: string,
  signal?: AbortSignal,
): Promise<FetchedChart> {
  const base = baseOf(repository);
  const entries = await entriesOf(base, name, signal);
  const version = newestIn(
    range,
    entries.map((entry) => entry.version),
  );
  const entry = entries.find((candidate) => candidate.version === version);
  if (!entry || version === undefined) {
    const some = newestFirst(entries.map((candidate) => candidate.version)).slice(0, 5);
    throw new Problem(
      'NotFound',
      `no version of the chart ${name} in ${shownUrl(base.href)} is in the range ${range || '*'}`,
      {
        hint: some.length > 0 ? `the newest are ${some.join(', ')}` : undefined,
      },
    );
  }
  const [url] = entry.urls;
  if (url === undefined) {
    throw new Problem('SourceUnavailable', `${shownUrl(base.href)} gives no URL for ${name} ${version}`);
  }
  const chart = new URL(url, base);
  const bytes = await download(chart, base, entry.digest, signal);
  return { bytes, version, origin: shownUrl(chart.href) };
}

/** Fetches one packaged chart by its URL. */
export async function fetchByUrl(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const chart = new URL(url);
  return await download(chart, chart, undefined, signal);
}

async function download(url: URL, base: URL, digest: string | undefined, signal?: AbortSignal): Promise<Uint8Array> {
  const hex = digest?.replace(/^sha256:/, '').toLowerCase();
  const fetch = async (): Promise<Uint8Array> => {
    const { body } = await get(url, base, treeLimits.totalBytes, signal);
    if (hex !== undefined && sha256Hex(body) !== hex) {
      throw new Problem(
        'SourceUnavailable',
        `${shownUrl(url.href)} is not what the index says: its sha256 should be ${hex} and is ${sha256Hex(body)}`,
        {
          hint: 'the repository is broken, or the chart was replaced',
        },
      );
    }
    return body;
  };
  return hex !== undefined && /^[a-f0-9]{64}$/.test(hex) ? await cachedBlob('charts', hex, fetch) : await fetch();
}

async function entriesOf(base: URL, name: string, signal?: AbortSignal): Promise<IndexEntry[]> {
  const index = new URL('index.yaml', base);
  const shown = shownUrl(index.href);
  const { body } = await get(index, base, indexLimits.length, signal);
  const { entries } = (parseDocument(decodeText(body, shown), shown, indexLimits)?.value ?? {}) as {
    entries?: Record<string, unknown>;
  };
  if (typeof entries !== 'object') {
    throw new Problem('SourceUnavailable', `${shown} is no index of charts`, {
      hint: 'check the URL of the repository',
    });
  }
  const found = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (!Array.isArray(found)) {
    throw new Problem('NotFound', `there is no chart ${name} in ${shownUrl(base.href)}`, {
      hint: likeOne(Object.keys(entries), name),
    });
  }
  return found.flatMap((item: unknown) => {
    const { version, urls, digest } = (item ?? {}) as Record<string, unknown>;
    if (typeof version !== 'string' || !Array.isArray(urls)) return [];
    return [
      {
        version,
        urls: urls.filter((url) => typeof url === 'string'),
        digest: typeof digest === 'string' && digest ? digest : undefined,
      },
    ];
  });
}

/** Credentials written in the repository's URL go to the repository's own origin only. */
async function get(url: URL, base: URL, maxBytes: number, signal?: AbortSignal): Promise<HttpResponse> {
  const headers: Record<string, string> = {};
  if (base.username && url.origin === base.origin) {
    const pair = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  const clean = new URL(url);
  clean.username = '';
  clean.password = '';
  const response = await send({ url: clean.href, headers, maxBytes, signal });
  if (response.status === 200) return response;
  const shown = shownUrl(url.href);
  if (response.status === 401 || response.status === 403) {
    throw new Problem('Unauthorized', `${shown} may not be read (status ${response.status})`);
  }
  if (response.status === 404) {
    throw new Problem('NotFound', `${shown} is not there`, { hint: 'check the URL of the repository' });
  }
  throw new Problem('SourceUnavailable', `${shown} cannot be read (status ${response.status})`);
}

function baseOf(repository: string): URL {
  const url = URL.parse(repository.endsWith('/') ? repository : `${repository}/`);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new Problem('InvalidInput', `${repository} is no chart repository`, { hint: 'write https://… or oci://…' });
}

function likeOne(names: readonly string[], name: string): string | undefined {
  const like = names.filter((candidate) => candidate.includes(name) || name.includes(candidate)).slice(0, 5);
  return like.length > 0 ? `is it ${like.join(', ')}?` : undefined;
}
