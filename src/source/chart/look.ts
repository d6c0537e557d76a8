import { sha256Hex } from '../../lib/digest.ts';
import { Problem } from '../../lib/errors.ts';
import { shownUrl } from '../../lib/http.ts';
import { forSecret } from '../access.ts';
import { type Artifact, revisionOf } from '../artifact.ts';
import type { Credential, Looked } from '../look.ts';
import { lookAtRegistry } from '../registry-look.ts';
import { type RepositoryAccess, repositoryAccess } from './access.ts';
import { sharedChartTree } from './archive.ts';
import { chartReference } from './fetch.ts';
import type { ChartSource } from './open.ts';
import { chooseFrom, type ChosenChart, downloadChart } from './repository.ts';
import { currentIndex } from './shared-index.ts';

/**
 * Asks a chart repository what the newest version in the range is. The revision is `VERSION@sha256:…`: of the archive where the repository is a
 * web server, of the manifest where it is a registry. What is new is fetched and verified before it is told; `before` is the revision of the
 * last look.
 */
export async function lookChart(
  source: ChartSource,
  credential: Credential | undefined,
  before: string | undefined,
  signal: AbortSignal,
): Promise<Looked> {
  try {
    return await (source.repository.startsWith('oci://') ? inRegistry : onWebServer)(
      source,
      credential,
      before,
      signal,
    );
  } catch (error) {
    throw forSecret(error, credential !== undefined);
  }
}

type Look = typeof lookChart;

const inRegistry: Look = async ({ repository, name, version: wanted }, credential, before, signal) => {
  const { reference: place, range } = chartReference(repository, name, wanted);
  const question = { place, range, credential, host: place.registry, before: before?.replaceAll('+', '_') };
  const seen = await lookAtRegistry(question, signal);
  // Only what was seen before may not have been looked into yet.
  if (seen.revision !== question.before) requireChart((await seen.open()).artifact);
  const shown = seen.revision.replaceAll('_', '+');
  return {
    revision: shown,
    open: async () => {
      const { artifact, bytes } = await seen.open();
      requireChart(artifact);
      return await sharedChartTree(artifact.archive.digest, bytes, { origin: artifact.origin, revision: shown });
    },
  };
};

function requireChart({ isChart, origin }: Artifact): void {
  if (!isChart) throw new Problem('InvalidInput', `${origin} is not a chart`);
}

const onWebServer: Look = async ({ repository, name, version: wanted }, credential, before, signal) => {
  const access = repositoryAccess(repository, credential);
  const { charts, found } = await currentIndex(access, name, signal);
  const chosen = chooseFrom(access, name, wanted, charts.get(name));
  const exact = await withDigest(access, chosen, found, signal);
  const revision = revisionOf(chosen.version, `sha256:${exact.digest}`);
  if (revision !== before) await downloadChart(access, exact, signal);
  return {
    revision,
    open: () =>
      sharedChartTree(`sha256:${exact.digest}`, () => downloadChart(access, exact), {
        origin: shownUrl(exact.url.href),
        revision,
      }),
  };
};

/** Some indexes have no digests: then the archive is fetched once for as long as the index stays the same, to know what it is. */
async function withDigest(
  access: RepositoryAccess,
  chosen: ChosenChart,
  found: Map<string, string>,
  signal: AbortSignal,
): Promise<ChosenChart> {
  if (chosen.digest !== undefined) return chosen;
  const { href } = chosen.url;
  const digest = found.get(href) ?? sha256Hex(await downloadChart(access, chosen, signal));
  found.set(href, digest);
  return { ...chosen, digest };
}
