import { joinPath } from '../../source/path.ts';
import type { Tree } from '../../source/tree.ts';

/** A chart is a directory with a Chart.yaml, or a packed one. */
export async function isChart(tree: Tree, path: string): Promise<boolean> {
  if (isPacked(path)) return (await tree.stat(path))?.kind === 'file';
  return (await tree.stat(joinPath(path, 'Chart.yaml')))?.kind === 'file';
}

export function isPacked(path: string): boolean {
  return path.endsWith('.tgz') || path.endsWith('.tar.gz');
}
