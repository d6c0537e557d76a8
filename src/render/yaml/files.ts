import { byteOrder } from '../../source/path.ts';
import type { Tree, TreeEntry } from '../../source/tree.ts';

const manifest = /\.(?:ya?ml|json)$/i;
const kustomization = /^(?:kustomization\.ya?ml|Kustomization)$/;

export interface Manifests {
  /** Paths of the files to read, in byte order. */
  readonly files: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * The manifests under a directory: *.yaml, *.yml and *.json at any depth. Left out are hidden files and directories, and,
 * with a warning, directories that are a chart or a kustomization of their own: their files are inputs of another renderer.
 */
export async function manifestsIn(tree: Tree, directory: string): Promise<Manifests> {
  const files: string[] = [];
  const warnings: string[] = [];
  const visit = async (path: string): Promise<void> => {
    const entries = (await tree.list(path)).filter(({ name }) => !name.startsWith('.'));
    const other = path === directory ? undefined : otherRenderer(entries);
    if (other) {
      warnings.push(`${tree.display(path)} is ${other} and is not part of these plain manifests; render it by itself`);
      return;
    }
    for (const entry of entries) {
      if (entry.kind === 'directory') await visit(entry.path);
      else if (manifest.test(entry.name) && !kustomization.test(entry.name)) files.push(entry.path);
      // A link that cannot be followed may have meant a directory of manifests: reading it says what is wrong.
      else if (entry.kind === 'other' && !entry.name.includes('.')) await tree.read(entry.path);
    }
  };
  await visit(directory);
  return { files: files.toSorted(byteOrder), warnings };
}

function otherRenderer(entries: readonly TreeEntry[]): string | undefined {
  if (entries.some(({ name }) => name === 'Chart.yaml')) return 'a Helm chart';
  if (entries.some(({ name }) => kustomization.test(name))) return 'a kustomization';
  return undefined;
}
