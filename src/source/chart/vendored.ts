import { unpackTar } from '../../lib/archive.ts';
import { decodeText, parseDocument } from '../../lib/yaml.ts';
import { joinPath } from '../path.ts';
import type { Tree } from '../tree.ts';

/** The names of the charts that lie in `charts/`, as directories or archives. Other things there are passed over, as Helm does. */
export async function vendoredNames(tree: Tree, directory: string): Promise<Set<string>> {
  const charts = joinPath(directory, 'charts');
  const names = new Set<string>();
  if ((await tree.stat(charts))?.kind !== 'directory') return names;
  for (const entry of await tree.list(charts)) {
    if (/^[._]/.test(entry.name)) continue;
    const metadata =
      entry.kind === 'directory' ? await inDirectory(tree, entry.path) : await inArchive(tree, entry.path);
    const name = metadata && nameIn(metadata, tree.display(entry.path));
    if (name) names.add(name);
  }
  return names;
}

async function inDirectory(tree: Tree, directory: string): Promise<Uint8Array | undefined> {
  const file = joinPath(directory, 'Chart.yaml');
  return (await tree.stat(file)) ? await tree.read(file) : undefined;
}

async function inArchive(tree: Tree, path: string): Promise<Uint8Array | undefined> {
  if (!/\.t(?:ar\.)?gz$/.test(path)) return undefined;
  const files = await unpackTar(await tree.read(path), tree.display(path));
  for (const [name, { bytes }] of files) if (/^[^/]+\/Chart\.yaml$/.test(name)) return bytes;
  return undefined;
}

function nameIn(metadata: Uint8Array, shown: string): string | undefined {
  const { name } = (parseDocument(decodeText(metadata, shown), `${shown}/Chart.yaml`)?.value ?? {}) as {
    name?: unknown;
  };
  return typeof name === 'string' ? name : undefined;
}
