import { sha256Hex } from '../../lib/digest.ts';
import { Problem } from '../../lib/errors.ts';
import { shownUrl } from '../../lib/http.ts';
import { decodeText } from '../../lib/yaml.ts';
import { cachedBlob } from '../blobs.ts';
import { treeLimits } from '../tree.ts';
import { newestFirst, newestIn } from '../versions.ts';
import { getFrom, type RepositoryAccess, repositoryAccess } from './access.ts';
import { chartsIn, indexLimits, type IndexedChart } from './index-file.ts';

/** A packaged chart, fetched. */
export interface FetchedChart {
  readonly bytes: Uint8Array;
  readonly version: string;
  readonly origin: string;
}

/** One version of a chart, as an index has it. */
export interface ChosenChart {
  readonly version: string;
  readonly url: URL;
  /** sha256 in hex. */
  readonly digest: string | undefined;
}

/** Fetches the newest chart of a version range from a chart repository: a directory on a web server with an index.yaml. */
export async function fetchFromRepository(
  repository: string,
  name: string,
  range: string,
  signal?: AbortSignal,
): Promise<FetchedChart> {
  const access = repositoryAccess(repository);
  const index = indexUrl(access);
  const shown = shownUrl(index.href);
  const { body } = await getFrom(access, index, indexLimits.length, { signal });
  const chart = chartsIn(decodeText(body, shown), shown, [name]).get(name);
  const chosen = chooseFrom(access, name, range, chart);
  const bytes = await downloadChart(access, chosen, signal);
  return { bytes, version: chosen.version, origin: shownUrl(chosen.url.href) };
}

/** Fetches one packaged chart by its URL. */
export async function fetchByUrl(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const { body } = await getFrom(repositoryAccess(url), new URL(url), treeLimits.totalBytes, { signal });
  return body;
}

export function indexUrl({ base }: RepositoryAccess): URL {
  return new URL('index.yaml', base);
}

/** The newest version in a range of what an index says of a chart. */
export function chooseFrom(
  { base }: RepositoryAccess,
  name: string,
  range: string,
  chart: IndexedChart | undefined,
): ChosenChart {
  const shown = shownUrl(base.href);
  if (chart?.kind !== 'there') {
    throw new Problem('NotFound', `there is no chart ${name} in ${shown}`, {
      hint: chart && chart.like.length > 0 ? `is it ${chart.like.join(', ')}?` : undefined,
    });
  }
  const versions = chart.entries.map((entry) => entry.version);
  const version = newestIn(range, versions);
  const entry = chart.entries.find((candidate) => candidate.version === version);
  if (!entry || version === undefined) {
    const some = newestFirst(versions).slice(0, 5);
    throw new Problem('NotFound', `no version of the chart ${name} in ${shown} is in the range ${range || '*'}`, {
      hint: some.length > 0 ? `the newest are ${some.join(', ')}` : undefined,
    });
  }
  const [written] = entry.urls;
  const url = written === undefined ? null : URL.parse(written, base.href);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Problem('SourceUnavailable', `${shown} gives no URL for ${name} ${version}`);
  }
  return { version, url, digest: entry.digest };
}

/** The archive, checked against the digest of the index where it has one. Without one, it is not taken from http where the index came by https. */
export async function downloadChart(
  access: RepositoryAccess,
  { url, digest }: ChosenChart,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const shown = shownUrl(url.href);
  if (digest === undefined && url.protocol === 'http:' && access.base.protocol === 'https:') {
    throw new Problem('SourceUnavailable', `${shown} is not https and the index has no digest to check it by`);
  }
  const fetch = async (): Promise<Uint8Array> => {
    const { body } = await getFrom(access, url, treeLimits.totalBytes, { signal });
    const actual = sha256Hex(body);
    if (digest === undefined || actual === digest) return body;
    throw new Problem(
      'SourceUnavailable',
      `${shown} is not what the index says: its sha256 should be ${digest} and is ${actual}`,
      { hint: 'the repository is broken, or the chart was replaced' },
    );
  };
  return digest !== undefined && /^[a-f0-9]{64}$/.test(digest)
    ? await cachedBlob({ folder: 'charts', of: access.base.href, hex: digest }, fetch)
    : await fetch();
}
