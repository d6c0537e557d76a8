import { Problem } from '../../lib/errors.ts';
import { parseDocuments } from '../../lib/yaml.ts';
import { parentPath, treePath } from '../../source/path.ts';
import type { Tree } from '../../source/tree.ts';
import type { EngineFile } from '../engine/protocol.ts';
import { kustomizationFile } from './detect.ts';
import { chartDirectories, fetchedReferences, references } from './references.ts';
import { isRemote } from './remote.ts';

const maxDepth = 40;
const maxVisits = 5_000;

/**
 * The files a kustomization may read, found by following every path it names. It may find some that are not needed; the few
 * it does not find (paths that only plugin configurations name) the engine asks for.
 */
export interface Closure {
  readonly files: readonly EngineFile[];
  /** Adds a path and what follows from it; false when there is nothing there, or nothing new. */
  add(path: string): Promise<boolean>;
}

export function closure(tree: Tree): Closure {
  const files: EngineFile[] = [];
  const seen = new Set<string>();

  const addFile = async (path: string): Promise<void> => {
    const first = !seen.has(path);
    seen.add(path);
    if (first) files.push({ path, bytes: await tree.read(path) });
  };

  const addSubtree = async (directory: string, depth: number): Promise<void> => {
    if (depth > maxDepth) throw tooDeep(tree, directory);
    for (const entry of await tree.list(directory)) {
      if (entry.kind === 'directory') await addSubtree(entry.path, depth + 1);
      else await addFile(entry.path);
    }
  };

  const addKustomization = async (directory: string, depth: number): Promise<void> => {
    if (seen.has(`${directory}/`)) return;
    seen.add(`${directory}/`);
    if (depth > maxDepth || seen.size > maxVisits) throw tooDeep(tree, directory);
    const file = await kustomizationFile(tree, directory);
    if (file === undefined) return;
    await addFile(file);
    // Kustomize refuses a directory with two of them, so it has to see both.
    for (const entry of await tree.list(directory)) {
      if (/^kustomization(?:\.ya?ml)?$/i.test(entry.name) && entry.kind === 'file') await addFile(entry.path);
    }
    const kustomization = parsed(await tree.read(file));
    await refuseRemote(tree, directory, file, kustomization);
    for (const reference of references(kustomization)) await follow(directory, reference, depth);
    for (const chart of chartDirectories(kustomization)) {
      const path = inside(directory, chart);
      if (path !== undefined && (await tree.stat(path))?.kind === 'directory') await addSubtree(path, depth);
    }
  };

  const follow = async (directory: string, reference: string, depth: number): Promise<void> => {
    const path = inside(directory, reference);
    if (path === undefined) return;
    const entry = await tree.stat(path);
    if (entry?.kind === 'file') await addFile(path);
    if (entry?.kind === 'directory') await addKustomization(path, depth + 1);
  };

  return {
    files,
    add: async (path) => {
      const before = files.length;
      const entry = await tree.stat(path);
      if (entry?.kind === 'file') await addFile(path);
      if (entry?.kind === 'directory') {
        if (await kustomizationFile(tree, path)) await addKustomization(path, 0);
        else if (path !== '' && (await looksLikeChart(tree, path))) await addSubtree(path, 0);
      }
      return files.length > before;
    },
  };
}

async function looksLikeChart(tree: Tree, path: string): Promise<boolean> {
  return (await tree.stat(`${path}/Chart.yaml`))?.kind === 'file';
}

/** What cannot be parsed is left to Kustomize, which says so better. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return parseDocuments(new TextDecoder().decode(bytes), '')[0]?.value;
  } catch {
    return undefined;
  }
}

/** A path that leaves the tree is none here; `outside` is for those that Kustomize would load. */
function inside(directory: string, reference: string): string | undefined {
  try {
    return treePath(directory === '' ? reference : `${directory}/${reference}`);
  } catch {
    return undefined;
  }
}

async function refuseRemote(tree: Tree, directory: string, file: string, kustomization: unknown): Promise<void> {
  for (const reference of fetchedReferences(kustomization)) {
    const path = inside(directory, reference);
    if (path === undefined && /^(?:\.\.?\/)*\.\.(?:\/|$)/.test(reference)) {
      throw new Problem('InvalidInput', `${reference} leaves the files of this source`, {
        where: await lineOf(tree, file, reference),
        hint: 'take a directory that holds both as the source, and name the path in it',
      });
    }
    if (!isRemote(reference) || (path !== undefined && (await tree.stat(path)))) continue;
    throw new Problem('RenderFailed', `the remote base ${reference} is not fetched by the renderer`, {
      where: await lineOf(tree, file, reference),
      hint: 'copy it into the source, or make it a source of its own',
    });
  }
}

async function lineOf(tree: Tree, file: string, text: string): Promise<string> {
  const lines = new TextDecoder().decode(await tree.read(file)).split('\n');
  const line = lines.findIndex((candidate) => candidate.includes(text)) + 1;
  return line > 0 ? `${tree.display(file)}:${line}` : tree.display(file);
}

function tooDeep(tree: Tree, directory: string): Problem {
  return new Problem(
    'LimitExceeded',
    `the kustomizations nest deeper than ${maxDepth} directories or are more than ${maxVisits}`,
    {
      where: tree.display(parentPath(directory)),
      hint: 'look for a symbolic link that points to a directory above itself',
    },
  );
}
