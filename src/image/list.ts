import type { KubeObject } from '../kube/object.ts';
import { mapImages } from './visit.ts';

/** Every image the objects name, as written, sorted, each once. */
export function imagesOf(objects: Iterable<KubeObject>): string[] {
  const images = new Set<string>();
  for (const object of objects) {
    mapImages(object, (image) => {
      images.add(image);
      return image;
    });
  }
  return [...images].toSorted();
}
