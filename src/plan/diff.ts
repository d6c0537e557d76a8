/** Field changes between a live object and the server's answer to a dry run. */
import { ownersOf, type PathPart } from '../kube/fields.ts';
import type { KubeObject } from '../kube/object.ts';
import { partOfLabel } from './applyset.ts';
import { matcherOf } from './diff-lists.ts';
import { masked } from './mask.ts';
import type { Change } from './types.ts';

/** Metadata that changes with every write and says nothing about a deploy. */
const silentMetadata: ReadonlySet<string> = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
]);

/** One place in an object: as the field sets name it, and as people read it. */
interface Place {
  readonly parts: readonly PathPart[];
  readonly text: string;
}

interface Differ {
  readonly live: KubeObject;
  readonly add: (place: Place, from: unknown, to: unknown) => void;
}

/** Status and bookkeeping, tug's own label among it, are left out. Values of Secrets are masked. */
export function changesBetween(live: KubeObject, result: KubeObject, manager: string): Change[] {
  const changes: Change[] = [];
  const add = ({ parts, text }: Place, from: unknown, to: unknown): void => {
    const owner = ownersOf(live, parts, manager).join(', ');
    changes.push({ path: text, ...masked(live, text, { from, to }), ...(owner ? { owner } : {}) });
  };
  compare({ live, add }, relevant(live), relevant(result), { parts: [], text: '' });
  return changes;
}

function relevant(object: KubeObject): Record<string, unknown> {
  const { status: _status, metadata, ...rest } = object;
  const { [partOfLabel]: _ours, ...labels } = metadata.labels ?? {};
  const members = Object.entries(metadata).filter(([field]) => !silentMetadata.has(field) && field !== 'labels');
  const shown = Object.keys(labels).length > 0 ? [...members, ['labels', labels] as const] : members;
  return { metadata: Object.fromEntries(shown), ...rest };
}

function compare(differ: Differ, from: unknown, to: unknown, place: Place): void {
  if (Object.is(from, to)) return;
  if (Array.isArray(from) && Array.isArray(to)) {
    compareLists(differ, from, to, place);
    return;
  }
  if (!isMap(from) || !isMap(to)) {
    differ.add(place, from, to);
    return;
  }
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    compare(differ, from[name], to[name], { parts: [...place.parts, name], text: `${place.text}/${escaped(name)}` });
  }
}

function compareLists(differ: Differ, from: readonly unknown[], to: readonly unknown[], place: Place): void {
  const { parts, text } = place;
  const match = matcherOf(differ.live, parts, from, to);
  if (match) {
    for (const { label, before, after, index } of match) {
      const item = before ?? after;
      compare(differ, before, after, { parts: [...parts, { item, index }], text: `${text}[${escaped(label)}]` });
    }
    return;
  }
  // Without a key a list is one value: positions say nothing once an item was put in or taken out.
  if (from.length !== to.length) {
    differ.add(place, from, to);
    return;
  }
  for (const [index, item] of from.entries()) {
    compare(differ, item, to[index], { parts: [...parts, { item, index }], text: `${text}/${index}` });
  }
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
