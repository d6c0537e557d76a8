import { joinPath } from '../../source/path.ts';
import type { Tree } from '../../source/tree.ts';

export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** The path of a directory's kustomization file, whichever of its three names it has. */
export async function kustomizationFile(tree: Tree, path: string): Promise<string | undefined> {
  for (const name of kustomizationNames) {
    const file = joinPath(path, name);
    if ((await tree.stat(file))?.kind === 'file') return file;
  }
  return undefined;
}
