import { Problem } from '../../lib/errors.ts';
import { type OciReference, parseOciUrl } from '../../oci/reference.ts';
import { pullArtifact, tagOfVersion } from '../artifact.ts';
import { fetchFromRepository, type FetchedChart } from './repository.ts';

const exactVersion = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** Fetches a packaged chart from a repository of either kind. `version` is one version or a range. */
export async function fetchChart(
  repository: string,
  name: string,
  version: string,
  signal?: AbortSignal,
): Promise<FetchedChart> {
  if (!repository.startsWith('oci://')) return await fetchFromRepository(repository, name, version, signal);
  const { reference, range } = chartReference(repository, name, version);
  const pulled = await pullArtifact(reference, range, { signal });
  if (!pulled.isChart) throw new Problem('InvalidInput', `${pulled.origin} is not a chart`);
  return { bytes: pulled.bytes, version: pulled.tag?.replaceAll('_', '+') ?? version, origin: pulled.origin };
}

/** Where a chart lies in a registry. An exact version is a tag: no need for the list of all, which may be long or forbidden. */
export function chartReference(
  repository: string,
  name: string,
  version: string,
): { reference: OciReference; range: string | undefined } {
  const reference = parseOciUrl(`${repository.replace(/\/$/, '')}/${name}`);
  return exactVersion.test(version)
    ? { reference: { ...reference, tag: tagOfVersion(version) }, range: undefined }
    : { reference, range: version };
}
