import type { KubeObject } from '../object.ts';
import type { WatchEvent } from './events.ts';

export interface ObjectEvent {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: KubeObject;
}

/** What a follower has told so far, so that after a gap it can tell what changed, and what vanished while nobody looked. */
export interface Known {
  /** A fresh list → what changed since. */
  compare(items: readonly KubeObject[]): ObjectEvent[];
  /** An event of a watch → what to tell: nothing for what was told already. */
  update(event: Exclude<WatchEvent, { type: 'bookmark' }>): ObjectEvent[];
}

export function nothingKnown(): Known {
  const objects = new Map<string, KubeObject>();
  const seen = (object: KubeObject): ObjectEvent[] => {
    const key = keyOf(object);
    const before = objects.get(key);
    if (before && before.metadata.uid === object.metadata.uid) {
      if (before.metadata.resourceVersion === object.metadata.resourceVersion) return [];
      objects.set(key, remembered(object));
      return [{ type: 'modified', object }];
    }
    objects.set(key, remembered(object));
    const gone: ObjectEvent[] = before ? [{ type: 'deleted', object: before }] : [];
    return [...gone, { type: 'added', object }];
  };
  return {
    compare(items) {
      const present = new Set(items.map(keyOf));
      const vanished = [...objects].filter(([key]) => !present.has(key));
      for (const [key] of vanished) objects.delete(key);
      const deleted = vanished.map(([, object]): ObjectEvent => ({ type: 'deleted', object }));
      return [...deleted, ...items.flatMap(seen)];
    },
    update(event) {
      if (event.type !== 'deleted') return seen(event.object);
      objects.delete(keyOf(event.object));
      return [event];
    },
  };
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

/** Enough to say which object is gone; whole objects of a large collection would be held twice, here and by the reader. */
function remembered({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { managedFields: _, ...rest } = metadata;
  return { apiVersion, kind, metadata: rest };
}
