import { parseOciUrl } from '../../oci/reference.ts';
import { Problem } from '../../lib/errors.ts';
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
  const reference = parseOciUrl(`${repository.replace(/\/$/, '')}/${name}`);
  // An exact version is a tag: no need for the list of all, which may be long or forbidden.
  const exact = exactVersion.test(version);
  const pulled = await pullArtifact(
    { ...reference, tag: exact ? tagOfVersion(version) : reference.tag },
    exact ? undefined : version,
    { signal },
  );
  if (!pulled.isChart) throw new Problem('InvalidInput', `${pulled.origin} is not a chart`);
  return { bytes: pulled.bytes, version: pulled.tag?.replaceAll('_', '+') ?? version, origin: pulled.origin };
}
