import type { KubeObject } from '../kube/object.ts';

const lists = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/**
 * The object with every image put through `change`: the `image` of each entry of a list called containers, initContainers or
 * ephemeralContainers, at any depth and in any kind, and image volumes. The same object comes back when nothing changed.
 * CustomResourceDefinitions only describe such lists and are left alone, as kustomize does.
 */
export function mapImages(object: KubeObject, change: (image: string) => string): KubeObject {
  if (object.kind === 'CustomResourceDefinition') return object;
  return mapValue(object, change) as KubeObject;
}

function mapValue(value: unknown, change: (image: string) => string): unknown {
  if (Array.isArray(value)) return mapMembers(value, (item) => mapValue(item, change));
  if (!isMap(value)) return value;
  return mapMap(value, (key, member) => {
    if (Array.isArray(member) && lists.has(key)) {
      return mapMembers(member, (item) => mapValue(mapField(item, 'image', change), change));
    }
    if (Array.isArray(member) && key === 'volumes') return mapMembers(member, (item) => mapVolume(item, change));
    return mapValue(member, change);
  });
}

/** Image volumes (KEP-4639). */
function mapVolume(volume: unknown, change: (image: string) => string): unknown {
  if (!isMap(volume) || !isMap(volume.image)) return mapValue(volume, change);
  return mapMap(volume, (key, member) =>
    key === 'image' ? mapField(member, 'reference', change) : mapValue(member, change),
  );
}

function mapField(value: unknown, field: string, change: (image: string) => string): unknown {
  if (!isMap(value) || typeof value[field] !== 'string' || value[field] === '') return value;
  const image = change(value[field]);
  return image === value[field] ? value : { ...value, [field]: image };
}

function mapMembers(items: readonly unknown[], map: (item: unknown) => unknown): readonly unknown[] {
  const mapped = items.map(map);
  return mapped.some((item, index) => item !== items[index]) ? mapped : items;
}

function mapMap(
  value: Record<string, unknown>,
  map: (key: string, member: unknown) => unknown,
): Record<string, unknown> {
  const entries = Object.entries(value);
  const mapped = entries.map(([key, member]) => [key, map(key, member)] as const);
  return mapped.some(([, member], index) => member !== entries[index]?.[1]) ? Object.fromEntries(mapped) : value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
