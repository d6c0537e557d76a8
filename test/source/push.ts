import { packTarGzip } from '../../src/lib/archive.ts';
import { putBlob } from '../../src/oci/blob.ts';
import { type Descriptor, type Manifest, putManifest } from '../../src/oci/manifest.ts';
import { mediaTypes } from '../../src/oci/media.ts';
import type { Registry } from '../../src/oci/registry.ts';

/** Text files by path, packed. */
export async function archive(files: Record<string, string>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(
    ([path, text]) => [path, { bytes: Buffer.from(text), executable: false }] as const,
  );
  return await packTarGzip(new Map(entries));
}

export async function chartArchive(
  name: string,
  version: string,
  files: Record<string, string> = {},
): Promise<Uint8Array> {
  const inside = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\n`, ...files };
  return await archive(Object.fromEntries(Object.entries(inside).map(([path, text]) => [`${name}/${path}`, text])));
}

/** What `helm push` writes: the chart's metadata as config, the archive as the only layer. */
export async function pushChart(
  registry: Registry,
  repository: string,
  version: string,
  bytes: Uint8Array,
): Promise<Descriptor> {
  const config = await putBlob(registry, repository, Buffer.from('{}'), mediaTypes.helmConfig);
  const layer = await putBlob(registry, repository, bytes, mediaTypes.helmChart);
  return await putManifest(registry, repository, version.replaceAll('+', '_'), { config, layers: [layer] });
}

/** What `flux push artifact` writes. */
export async function pushFiles(
  registry: Registry,
  repository: string,
  tag: string,
  files: Record<string, string>,
  more: Manifest = {},
): Promise<Descriptor> {
  const config = await putBlob(registry, repository, Buffer.from('{}'), mediaTypes.fluxConfig);
  const layer = await putBlob(registry, repository, await archive(files), mediaTypes.fluxContent);
  return await putManifest(registry, repository, tag, { config, layers: [layer], ...more });
}
