import { systemNamespace } from '../names.ts';

/** By which Service, budget and network policy know the operator's pods. Part of an immutable selector: never to change. */
export const selector = { 'app.kubernetes.io/name': 'tug', 'app.kubernetes.io/component': 'operator' } as const;

export const labels = { 'app.kubernetes.io/name': 'tug' } as const;

/** Metadata of an object in the operator's namespace. */
export const inSystem = (name: string): { name: string; namespace: string; labels: Record<string, string> } => ({
  name,
  namespace: systemNamespace,
  labels: { ...labels },
});

export const clusterWide = (name: string): { name: string; labels: Record<string, string> } => ({
  name,
  labels: { ...labels },
});

/**
 * On what must outlive the installation: tug's own word and Helm's. Deleting a definition deletes every object of its kind; the namespace
 * holds ledgers.
 */
export const outlives = { 'tug.dev/prune': 'never', 'helm.sh/resource-policy': 'keep' } as const;
