import { readFile, stat } from 'node:fs/promises';
import { Problem } from '../../lib/errors.ts';
import { type Tree, treeLimits } from '../tree.ts';
import { chartTree } from './archive.ts';
import { fetchChart } from './fetch.ts';
import { fetchByUrl } from './repository.ts';

export interface ChartSource {
  /** `https://…` of a chart repository, or `oci://registry/path`. */
  readonly repository: string;
  readonly name: string;
  /** One version or a range. */
  readonly version: string;
}

/** A chart of a repository as a tree whose root is the chart's directory. */
export async function openChart({ repository, name, version }: ChartSource, signal?: AbortSignal): Promise<Tree> {
  const fetched = await fetchChart(repository, name, version, signal);
  return await chartTree(fetched.bytes, fetched.origin, fetched.version);
}

/** A packaged chart at a URL. */
export async function openChartUrl(url: string, signal?: AbortSignal): Promise<Tree> {
  return await chartTree(
    await fetchByUrl(url, signal),
    url.replace(/^(https?:\/\/)[^/@]*@/, '$1').replace(/\?.*$/, ''),
  );
}

/** A packaged chart in a local file. */
export async function openChartFile(file: string): Promise<Tree> {
  const { size } = await stat(file);
  if (size > treeLimits.totalBytes) {
    throw new Problem('LimitExceeded', `${file} is larger than ${treeLimits.totalBytes / 2 ** 20} MB`);
  }
  return await chartTree(await readFile(file), file);
}
