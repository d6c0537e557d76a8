import { Problem } from '../lib/errors.ts';
import { findManifest, type Descriptor, type Manifest } from './manifest.ts';
import type { Registry } from './registry.ts';

/**
 * What refers to a manifest: signatures, attestations. Registries without the referrers API, and they are many, keep an index
 * under the tag `sha256-<hex>` instead (distribution specification 1.1, "referrers tag schema").
 */
export async function listReferrers(
  registry: Registry,
  repository: string,
  digest: string,
): Promise<readonly Descriptor[]> {
  const response = await registry.call({
    path: `/v2/${repository}/referrers/${digest}`,
    maxBytes: 4 * 2 ** 20,
    repository,
    action: 'pull',
  });
  if (response.status === 200 && response.headers['content-type']?.includes('index')) return manifestsIn(response.body);
  if (response.status !== 404 && response.status !== 200) {
    throw new Problem(
      'SourceUnavailable',
      `what refers to ${registry.host}/${repository}@${digest} cannot be read (status ${response.status})`,
    );
  }
  const tagged = await findManifest(registry, repository, digest.replace(':', '-'));
  return tagged?.manifest.manifests ?? [];
}

function manifestsIn(body: Uint8Array): readonly Descriptor[] {
  try {
    return (JSON.parse(Buffer.from(body).toString('utf8')) as Manifest).manifests ?? [];
  } catch {
    throw new Problem('SourceUnavailable', 'the list of referrers is not JSON');
  }
}
