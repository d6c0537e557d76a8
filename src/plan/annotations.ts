import type { KubeObject } from '../kube/object.ts';

/** Annotations of tug's own. */
export const prune = 'tug.dev/prune';
export const replaceable = 'tug.dev/replace';
export const startsAfter = 'tug.dev/after';
/** On an object of the App that gives it away: `NAMESPACE/NAME` of the App that may take it. */
export const handOverTo = 'tug.dev/hand-over-to';

/**
 * An annotation as text, '' when it is not there. Rendered objects are not checked yet: `helm.sh/hook-weight: 5` and
 * `sync-wave: 1` are numbers in many files, which the server will refuse later and with a better sentence.
 */
export function annotationOf(object: KubeObject, name: string): string {
  const annotations: Readonly<Record<string, unknown>> | null | undefined = object.metadata.annotations;
  const value = annotations?.[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The words of a comma-separated annotation. */
export function wordsOf(object: KubeObject, name: string): string[] {
  return annotationOf(object, name)
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}

/** A whole or broken number of an annotation, 0 when it is none. */
export function numberOf(object: KubeObject, name: string): number {
  const number = Number(annotationOf(object, name));
  return Number.isFinite(number) ? number : 0;
}
