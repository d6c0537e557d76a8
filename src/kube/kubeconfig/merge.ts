import type { Kubeconfig, Named } from './types.ts';

/**
 * kubectl's rule for several files: the first file to set a value or an entry wins; of an entry that a later file repeats,
 * nothing is taken, not even the fields the first one lacks.
 */
export function mergeKubeconfigs(files: readonly Kubeconfig[]): Kubeconfig {
  return {
    currentContext: files.find((file) => file.currentContext !== undefined)?.currentContext,
    clusters: firstOfEachName(files.flatMap((file) => file.clusters)),
    users: firstOfEachName(files.flatMap((file) => file.users)),
    contexts: firstOfEachName(files.flatMap((file) => file.contexts)),
  };
}

function firstOfEachName<T>(entries: readonly Named<T>[]): Named<T>[] {
  const kept = new Map<string, Named<T>>();
  for (const entry of entries) if (!kept.has(entry.name)) kept.set(entry.name, entry);
  return [...kept.values()];
}
