import { dirname, join, relative, resolve } from 'node:path';
import { Problem } from '../lib/errors.ts';
import { treeForTarget } from '../source/directory/root.ts';
import type { Tree } from '../source/tree.ts';
import type { App } from './spec/schema.ts';

export interface Sourced {
  readonly tree: Tree;
  /** What to render, inside the tree. */
  readonly path: string;
}

/** Fetches what an App's source names; `appFile` is the file the App was read from, which a source-less App is relative to. */
export async function fetchSource(app: App, appFile: string, signal?: AbortSignal): Promise<Sourced> {
  const { git, oci, chart, path } = app.spec.source;
  // Loaded when they are needed: a push of local files waits for none of them.
  if (git) return { tree: await (await import('../source/git/open.ts')).openGit(git, signal), path: inTree(path) };
  if (oci) return { tree: await (await import('../source/oci/open.ts')).openOci(oci, signal), path: inTree(path) };
  if (chart) {
    return { tree: await (await import('../source/chart/open.ts')).openChart(chart, signal), path: inTree(path) };
  }
  return await besideApp(path, appFile);
}

async function besideApp(path: string, appFile: string): Promise<Sourced> {
  const target = resolve(dirname(appFile), path);
  const { tree, path: found } = await treeForTarget(target);
  if ((await tree.stat(found)) === undefined) {
    throw new Problem('NotFound', `source.path names ${path}, and there is no such file or directory`, {
      where: appFile,
      hint: `it is looked for at ${relative('.', target) || '.'}`,
    });
  }
  return { tree, path: found };
}

/** `./deploy/prod/` → `deploy/prod`, `.` → ''. */
export function inTree(path: string): string {
  const normal = join('/', path).slice(1).replace(/\/$/, '');
  if (path.split('/').includes('..')) {
    throw new Problem('InvalidSpec', `source.path ${path} leaves the source`, { hint: 'name a path inside it' });
  }
  return normal;
}
