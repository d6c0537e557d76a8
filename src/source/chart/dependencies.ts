import { type ArchiveFile, packTarGzip } from '../../lib/archive.ts';
import { mapConcurrent } from '../../lib/async.ts';
import { Problem } from '../../lib/errors.ts';
import { subtree, withFiles } from '../added.ts';
import { joinPath, treePath } from '../path.ts';
import type { Tree } from '../tree.ts';
import { isInRange } from '../versions.ts';
import { walk } from '../walk.ts';
import { chartTree } from './archive.ts';
import { fetchChart } from './fetch.ts';
import { locked } from './lock.ts';
import { type ChartDependency, readMetadata } from './metadata.ts';
import { vendoredNames } from './vendored.ts';

/** A dependency of a dependency of …; charts that need more than this depend on themselves. */
const maxDepth = 10;

/**
 * The tree with every dependency of the chart in `directory` present in its `charts/`. What is vendored is left as it is; the
 * rest is fetched, at the version the lock holds where there is a lock, and added as `charts/NAME-VERSION.tgz`.
 */
export async function completeDependencies(tree: Tree, directory: string, signal?: AbortSignal): Promise<Tree> {
  return await complete(tree, directory, signal, 0);
}

async function complete(tree: Tree, directory: string, signal: AbortSignal | undefined, depth: number): Promise<Tree> {
  const metadata = await readMetadata(tree, directory);
  if (metadata.dependencies.length === 0) return tree;
  if (depth === maxDepth) {
    throw new Problem('LimitExceeded', `the dependencies of ${metadata.name} are nested more than ${maxDepth} deep`, {
      where: metadata.listedIn,
    });
  }
  const vendored = await vendoredNames(tree, directory);
  if (metadata.dependencies.every(({ name }) => vendored.has(name))) return tree;
  const missing = locked(metadata).filter(({ name }) => !vendored.has(name));
  const added = await mapConcurrent(missing, 4, async (dependency) => {
    const { bytes, version } = await fetchDependency(tree, directory, dependency, metadata.listedIn, signal, depth);
    return [joinPath(directory, `charts/${dependency.name}-${version}.tgz`), bytes] as const;
  });
  return withFiles(tree, new Map(added));
}

async function fetchDependency(
  tree: Tree,
  directory: string,
  { name, version, repository }: ChartDependency,
  where: string,
  signal: AbortSignal | undefined,
  depth: number,
): Promise<{ bytes: Uint8Array; version: string }> {
  if (repository === '') {
    throw new Problem('InvalidInput', `the dependency ${name} has no repository and is not in charts/`, {
      where,
      hint: 'give it a repository, or put it into charts/',
    });
  }
  if (/^(?:@|alias:)/.test(repository)) {
    throw new Problem(
      'InvalidInput',
      `the dependency ${name} names its repository as ${repository}, which only the machine that added it knows`,
      {
        where,
        hint: 'write the URL of the repository (helm repo list shows it)',
      },
    );
  }
  if (repository.startsWith('file://')) {
    return await beside(tree, directory, { name, version, repository }, where, signal, depth);
  }
  const fetched = await fetchChart(repository, name, version, signal).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(error.code, `the dependency ${name} cannot be fetched: ${error.message}`, {
      where,
      hint: error.hint,
      cause: error,
    });
  });
  const chart = await chartTree(fetched.bytes, fetched.origin, fetched.version);
  const completed = await complete(chart, '', signal, depth + 1);
  return { bytes: completed === chart ? fetched.bytes : await packed(completed, name), version: fetched.version };
}

/** `file://../common`: a chart elsewhere in the same tree. */
async function beside(
  tree: Tree,
  directory: string,
  { name, version, repository }: ChartDependency,
  where: string,
  signal: AbortSignal | undefined,
  depth: number,
): Promise<{ bytes: Uint8Array; version: string }> {
  const path = treePath(joinPath(directory, repository.slice('file://'.length)));
  if (!(await tree.stat(joinPath(path, 'Chart.yaml')))) {
    throw new Problem(
      'NotFound',
      `the dependency ${name} is not at ${repository}: there is no ${tree.display(joinPath(path, 'Chart.yaml'))}`,
      { where },
    );
  }
  const found = await readMetadata(tree, path);
  if (version && !isInRange(found.version, version)) {
    throw new Problem(
      'InvalidInput',
      `the dependency ${name} at ${repository} has version ${found.version}, which is not in ${version}`,
      { where },
    );
  }
  return {
    bytes: await packed(subtree(await complete(tree, path, signal, depth + 1), path), name),
    version: found.version,
  };
}

async function packed(chart: Tree, name: string): Promise<Uint8Array> {
  const files = new Map<string, ArchiveFile>();
  for await (const entry of walk(chart, '')) {
    files.set(`${name}/${entry.path}`, { bytes: await chart.read(entry.path), executable: entry.executable });
  }
  return await packTarGzip(files);
}
