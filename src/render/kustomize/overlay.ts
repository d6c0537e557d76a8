import { Problem } from '../../lib/errors.ts';
import { parseDocuments } from '../../lib/yaml.ts';
import { joinPath, treePath } from '../../source/path.ts';
import type { Tree } from '../../source/tree.ts';
import type { EngineFile } from '../engine/protocol.ts';
import { kustomizationFile } from './detect.ts';

/** Where the files of the tree and the overlay are in the engine; the tree has no way to name the other. */
export const treeRoot = 'tree';
export const overlayRoot = 'overlay';

export function inEngine(path: string): string {
  return joinPath(treeRoot, path);
}

export function fromEngine(file: string): string {
  return file === treeRoot ? '' : file.slice(treeRoot.length + 1);
}

/** Kustomize obeys these only in the outermost kustomization, which the overlay becomes. */
const outermost = ['sortOptions', 'buildMetadata'] as const;

interface Loose {
  readonly [field: string]: unknown;
}

/**
 * A kustomization that lays `overlay` over the one at `path`. Paths of components and patches in it are relative to that one;
 * a patch is taken in, as Kustomize reads no file outside of a kustomization's own directory.
 */
export async function overlayFile(tree: Tree, path: string, overlay: Record<string, unknown>): Promise<EngineFile> {
  const below = (reference: string): string => `../${inEngine(treePath(joinPath(path, reference)))}`;
  const file = await kustomizationFile(tree, path);
  const target = file === undefined ? {} : ((await parsed(tree, file)) as Loose | null);
  const kept = Object.fromEntries(
    outermost.flatMap((field) => (target?.[field] === undefined ? [] : [[field, target[field]]])),
  );
  const { components, patches, ...rest } = overlay;
  const made = {
    ...kept,
    ...rest,
    resources: [below('')],
    ...(Array.isArray(components) ? { components: components.map((component) => below(String(component))) } : {}),
    ...(Array.isArray(patches)
      ? { patches: await Promise.all(patches.map((patch) => withContent(tree, path, patch as Loose))) }
      : {}),
  };
  return { path: `${overlayRoot}/kustomization.yaml`, bytes: Buffer.from(JSON.stringify(made)) };
}

export function overlayComponents(path: string, overlay: Record<string, unknown>): string[] {
  const { components } = overlay;
  return Array.isArray(components) ? components.map((component) => treePath(joinPath(path, String(component)))) : [];
}

async function withContent(tree: Tree, directory: string, patch: Loose): Promise<Loose> {
  if (typeof patch.path !== 'string') return patch;
  const { path, ...rest } = patch;
  const file = treePath(joinPath(directory, path));
  if ((await tree.stat(file))?.kind !== 'file') {
    throw new Problem('NotFound', `the patch ${path} does not exist`, { where: tree.display(directory) });
  }
  return { ...rest, patch: new TextDecoder().decode(await tree.read(file)) };
}

async function parsed(tree: Tree, file: string): Promise<unknown> {
  return parseDocuments(new TextDecoder().decode(await tree.read(file)), tree.display(file))[0]?.value ?? null;
}
