import { existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Problem } from '../../lib/errors.ts';
import type { Tree } from '../tree.ts';
import { openDirectory } from './open.ts';
import { outermostReference } from './references.ts';

/**
 * The tree a local TARGET lives in, and the target's path in it. The root is what the files may reach: the enclosing Git work
 * tree, so that push from a checkout reads what pull would; without one, the outermost directory that a kustomization names.
 */
export async function treeForTarget(target: string): Promise<{ tree: Tree; path: string }> {
  const absolute = await realpath(resolve(target)).catch((error: unknown) => {
    throw unreadable(target, error as NodeJS.ErrnoException);
  });
  const stats = await stat(absolute);
  if (!stats.isDirectory() && !stats.isFile()) {
    throw new Problem('InvalidInput', `${target} is neither a file nor a directory`);
  }
  const directory = stats.isDirectory() ? absolute : dirname(absolute);
  const root = workTree(directory) ?? (await outermostReference(directory));
  return { tree: await openDirectory(root), path: relative(root, absolute) };
}

function workTree(directory: string): string | undefined {
  if (existsSync(join(directory, '.git'))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : workTree(parent);
}

function unreadable(target: string, cause: NodeJS.ErrnoException): Problem {
  if (cause.code === 'ELOOP') return new Problem('InvalidInput', `${target} is part of a loop of links`, { cause });
  if (cause.code === 'EACCES') {
    return new Problem('InvalidInput', `${target} may not be read: permission denied`, { cause });
  }
  return new Problem('NotFound', `there is no file or directory ${target}`, { hint: 'check the path', cause });
}
