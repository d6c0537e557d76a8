import { basename } from 'node:path';
import { Problem } from '../lib/errors.ts';
import { decodeText, parseDocuments } from '../lib/yaml.ts';
import { chartTree } from './chart/archive.ts';
import { openChartFile, openChartUrl } from './chart/open.ts';
import { treeForTarget } from './directory/root.ts';
import { artifactTree, pullOci } from './oci/open.ts';
import { joinPath, parentPath } from './path.ts';
import type { Tree } from './tree.ts';

export interface ResolveOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface Resolved {
  readonly tree: Tree;
  /** What to render, inside the tree. */
  readonly path: string;
  /** `app`: a file that holds Apps of tug. */
  readonly kind: 'app' | 'directory' | 'file' | 'chart';
}

/** What a TARGET of the command line means: a file or directory here, an `oci://` reference, or the URL of a packaged chart. */
export async function resolveTarget(target: string, { signal }: ResolveOptions = {}): Promise<Resolved> {
  if (target.startsWith('oci://')) return await remoteArtifact(target, signal);
  if (/^https?:\/\//.test(target)) return await remoteChart(target, signal);
  if (/^(?:git|ssh|git\+\w+):\/\/|^[\w.-]+@[\w.-]+:/.test(target)) {
    throw new Problem('Usage', `${target} is a Git repository, which is named in an App, not on the command line`, {
      hint: 'write an App with source.git.url',
    });
  }
  const { tree, path } = await treeForTarget(target);
  if ((await tree.stat(path))?.kind === 'directory') {
    return { tree, path, kind: (await isChart(tree, path)) ? 'chart' : 'directory' };
  }
  return await localFile(tree, path);
}

async function localFile(tree: Tree, path: string): Promise<Resolved> {
  const shown = tree.display(path);
  if (/\.(?:tgz|tar\.gz)$/.test(path)) return { tree: await openChartFile(shown), path: '', kind: 'chart' };
  const name = basename(path);
  const directory = parentPath(path);
  if (name === 'Chart.yaml') return { tree, path: directory, kind: 'chart' };
  if (/^(?:kustomization\.ya?ml|Kustomization)$/.test(name)) return { tree, path: directory, kind: 'directory' };
  return { tree, path, kind: (await holdsApp(tree, path)) ? 'app' : 'file' };
}

async function remoteArtifact(target: string, signal?: AbortSignal): Promise<Resolved> {
  const artifact = await pullOci({ url: target }, { signal });
  if (artifact.isChart) return { tree: await chartTree(artifact.bytes, artifact.origin), path: '', kind: 'chart' };
  return { tree: await artifactTree(artifact), path: '', kind: 'directory' };
}

async function remoteChart(target: string, signal?: AbortSignal): Promise<Resolved> {
  if (/\.(?:tgz|tar\.gz)$/.test(new URL(target).pathname)) {
    return { tree: await openChartUrl(target, signal), path: '', kind: 'chart' };
  }
  const git = /\.git\/?$/.test(target);
  throw new Problem('Usage', `${target} is not the URL of a packaged chart (.tgz)`, {
    hint: git
      ? 'write an App with source.git.url'
      : 'a chart of a repository is named in an App: source.chart with repository, name and version',
  });
}

async function isChart(tree: Tree, directory: string): Promise<boolean> {
  return (await tree.stat(joinPath(directory, 'Chart.yaml')))?.kind === 'file';
}

/** A file that cannot be read as YAML is no App; whoever renders it says what is wrong. */
async function holdsApp(tree: Tree, path: string): Promise<boolean> {
  if (!/\.(?:ya?ml|json)$/i.test(path)) return false;
  const bytes = await tree.read(path);
  // Most files are no App, and many are large: this is cheaper than parsing them twice.
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('tug.dev/')) return false;
  try {
    return parseDocuments(decodeText(bytes, path), path).some(({ value }) => isApp(value));
  } catch {
    return /^kind:\s*App\s*$/m.test(decodeText(bytes, path));
  }
}

function isApp(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as Record<string, unknown>;
  return kind === 'App' && typeof apiVersion === 'string' && apiVersion.startsWith('tug.dev/');
}
