import type { KubeObject } from '../kube/object.ts';
import { Problem } from '../lib/errors.ts';
import { splitReference } from '../oci/reference.ts';
import { imagesOf } from './list.ts';
import { checkChange, type ImageChange } from './reference.ts';
import { mapImages } from './visit.ts';

interface Replacement {
  readonly newName: string | undefined;
  readonly newTag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * The objects with images replaced, by the rules of kustomize's images transformer: a NAME matches an image whose name is
 * written exactly so, a new tag or digest takes the place of both, and a reference without either keeps what was written.
 * Later changes of one name win. A NAME that no object uses is a Problem that lists the images there are.
 */
export function setImages<T extends { readonly object: KubeObject }>(
  objects: readonly T[],
  changes: readonly ImageChange[],
): T[] {
  const replacements = new Map(changes.map(({ name, ref }) => [name, replacementOf(ref)]));
  const unused = new Set(replacements.keys());
  const replaced = objects.map((rendered) => {
    const object = mapImages(rendered.object, (image) => {
      const { name } = splitReference(image);
      const replacement = replacements.get(name);
      if (!replacement) return image;
      unused.delete(name);
      return imageWith(image, replacement);
    });
    return object === rendered.object ? rendered : Object.assign({}, rendered, { object });
  });
  if (unused.size > 0) throw nothingMatched([...unused], objects);
  return replaced;
}

function replacementOf(ref: string): Replacement {
  checkChange(ref);
  const { name, tag, digest } = splitReference(ref);
  return { newName: name || undefined, newTag: tag, digest };
}

function imageWith(image: string, { newName, newTag, digest }: Replacement): string {
  const written = splitReference(image);
  const keeps = newTag === undefined && digest === undefined;
  const [tag, at] = keeps ? [written.tag, written.digest] : [newTag, digest];
  return `${newName ?? written.name}${tag === undefined ? '' : `:${tag}`}${at === undefined ? '' : `@${at}`}`;
}

function nothingMatched(names: readonly string[], objects: readonly { readonly object: KubeObject }[]): Problem {
  const there = [...new Set(imagesOf(objects.map(({ object }) => object)).map((image) => splitReference(image).name))];
  return new Problem('Usage', `no object uses the image ${names.join(' or ')}`, {
    hint: there.length > 0 ? `the images are ${there.join(', ')}` : 'no object names an image at all',
  });
}
