import { type KubeObject, refKey, refOf, refText } from '../../kube/object.ts';
import { mapConcurrent } from '../../lib/async.ts';
import { Problem } from '../../lib/errors.ts';
import { decodeText, parseDocuments } from '../../lib/yaml.ts';
import { byteOrder } from '../../source/path.ts';
import type { Tree } from '../../source/tree.ts';
import type { Rendered, RenderedObject, RenderInput } from '../types.ts';
import { objectsOf } from './document.ts';
import { type Manifests, manifestsIn } from './files.ts';

/**
 * Plain manifests: the objects of one file, or of every manifest under a directory, in byte order of the paths and then as
 * written. Documents that are Apps of tug are left out, so that an app.yaml may lie beside what it deploys.
 */
export async function renderYaml({ tree, path, signal }: RenderInput): Promise<Rendered> {
  const { files, warnings } = await filesAt(tree, path);
  const perFile = await mapConcurrent(files, 8, async (file) => {
    signal?.throwIfAborted();
    const shown = tree.display(file);
    const documents = parseDocuments(decodeText(await tree.read(file), shown), shown);
    return documents.flatMap((document) => objectsOf(document, file, shown));
  });
  const objects = perFile.flat();
  refuseTwins(objects, tree);
  // The directory counts as read: a file that is added to it changes the result.
  return { objects, warnings, reads: [...new Set([path, ...files])].toSorted(byteOrder) };
}

async function filesAt(tree: Tree, path: string): Promise<Manifests> {
  const entry = await tree.stat(path);
  if (!entry) throw new Problem('NotFound', `${tree.display(path)} is not there`, { hint: 'check the path' });
  if (entry.kind !== 'directory') return { files: [path], warnings: [] };
  const found = await manifestsIn(tree, path);
  if (found.files.length > 0) return found;
  return {
    ...found,
    warnings: [...found.warnings, `there is no *.yaml, *.yml or *.json file in ${tree.display(path)}`],
  };
}

function refuseTwins(objects: readonly RenderedObject[], tree: Tree): void {
  const seen = new Map<string, RenderedObject>();
  for (const rendered of objects) {
    const key = refKey(refOf(rendered.object));
    const twin = seen.get(key);
    if (twin) {
      throw new Problem(
        'InvalidInput',
        `${nameOf(rendered.object)} is written twice, the first time at ${placeOf(twin, tree)}`,
        {
          where: placeOf(rendered, tree),
          hint: 'remove one of them',
        },
      );
    }
    seen.set(key, rendered);
  }
}

function nameOf(object: KubeObject): string {
  return refText(refOf(object));
}

function placeOf({ origin }: RenderedObject, tree: Tree): string {
  return `${tree.display(origin.file)}:${origin.line ?? 1}`;
}
