import { defaultCapabilities } from '../../render/helm/default-capabilities.ts';
import { Problem } from '../../lib/errors.ts';
import type { Cluster } from './cluster.ts';

/** No cluster at all, as `helm template` has none: built-in API versions, and a `lookup` that finds nothing. */
export function offlineCluster(
  namespace: string,
  kubeVersion: string | undefined,
  apiVersions: readonly string[],
): Cluster {
  const refuse = (kind: string, name: string): never => {
    throw new Problem('InvalidSpec', `the App takes values from ${kind} ${name}, and render asks no cluster`, {
      hint: 'use tug plan, which does',
    });
  };
  return {
    capabilities: {
      kubeVersion: kubeVersion ?? defaultCapabilities.kubeVersion,
      apiVersions: [...defaultCapabilities.apiVersions, ...apiVersions],
    },
    namespace,
    lookup: async () => undefined,
    readKey: async (kind, name, _key, optional) => (optional ? undefined : refuse(kind, name)),
    readData: async (kind, name, optional) => (optional ? {} : refuse(kind, name)),
  };
}
