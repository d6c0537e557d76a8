/** A TARGET as people write it on the command line → a tree and what is in it. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf, Problem } from '../lib/errors.ts';
import { treeForTarget } from './directory/root.ts';
import type { Tree } from './tree.ts';

export interface ResolvedTarget {
  readonly tree: Tree;
  readonly path: string;
  readonly kind: 'app' | 'directory' | 'file' | 'chart';
}

/** Problem `NotFound` when nothing is at a local path. */
export async function resolveTarget(target: string): Promise<ResolvedTarget> {
  if (/^(oci|https?):\/\//.test(target)) {
    const { openChartUrl } = await import('./chart/open.ts');
    return { tree: await openChartUrl(target), path: '', kind: 'chart' };
  }
  const kind = await kindOf(target);
  if (kind === 'file' && target.endsWith('.tgz')) {
    const { openChartFile } = await import('./chart/open.ts');
    return { tree: await openChartFile(resolve(target)), path: '', kind: 'chart' };
  }
  const found = await treeForTarget(target);
  if (kind === 'directory') return { ...found, kind: (await isChartDirectory(found)) ? 'chart' : 'directory' };
  return { ...found, kind: (await holdsApp(found)) ? 'app' : 'file' };
}

async function kindOf(target: string): Promise<'file' | 'directory'> {
  try {
    return (await stat(target)).isDirectory() ? 'directory' : 'file';
  } catch (cause) {
    const missing = /ENOENT|ENOTDIR/.test(messageOf(cause));
    throw new Problem('NotFound', missing ? `there is no ${target}` : `${target} cannot be opened`, {
      hint: `check the path; it is looked for in ${dirname(resolve(target))}`,
      cause,
    });
  }
}

async function isChartDirectory({ tree, path }: { tree: Tree; path: string }): Promise<boolean> {
  return (await tree.stat([path, 'Chart.yaml'].filter(Boolean).join('/')))?.kind === 'file';
}

/** Told by its text, before anything is parsed: what is wrong with an App is to be said as of an App. */
async function holdsApp({ tree, path }: { tree: Tree; path: string }): Promise<boolean> {
  const text = new TextDecoder().decode(await tree.read(path));
  return /^apiVersion:\s*["']?tug\.dev\//m.test(text) && /^kind:\s*["']?App["']?\s*$/m.test(text);
}
