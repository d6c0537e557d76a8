import { type Api, find, list, mapper, serverVersion } from '../../kube/index.ts';
import { Problem } from '../../lib/errors.ts';
import type { Capabilities, Lookup } from '../../render/types.ts';

/** What rendering asks of a cluster. */
export interface Cluster {
  readonly capabilities: Capabilities;
  readonly namespace: string;
  readonly lookup: Lookup;
  readonly readKey: (kind: string, name: string, key: string, optional: boolean) => Promise<string | undefined>;
  readonly readData: (kind: string, name: string, optional: boolean) => Promise<Record<string, string>>;
}

/** The cluster behind an API server; ConfigMaps and Secrets are read from the App's namespace. */
export async function clusterOf(api: Api, app: { namespace: string; destination: string }): Promise<Cluster> {
  const [version, served] = await Promise.all([serverVersion(api), mapper(api)]);
  const readData = async (kind: string, name: string, optional: boolean): Promise<Record<string, string>> => {
    const object = await find(api, { apiVersion: 'v1', kind, namespace: app.namespace, name });
    if (!object && !optional) {
      throw new Problem('NotFound', `${kind} ${app.namespace}/${name} is not there, and the App takes values from it`, {
        hint: 'create it, or mark it optional',
      });
    }
    const data = (object?.data ?? {}) as Record<string, string>;
    if (kind !== 'Secret') return data;
    return Object.fromEntries(Object.entries(data).map(([k, v]) => [k, Buffer.from(v, 'base64').toString('utf8')]));
  };
  return {
    capabilities: { kubeVersion: version.gitVersion, apiVersions: served.apiVersions() },
    namespace: app.destination,
    readData,
    readKey: async (kind, name, key, optional) => {
      const text = (await readData(kind, name, optional))[key];
      if (text !== undefined || optional) return text;
      throw new Problem('NotFound', `${kind} ${app.namespace}/${name} has no key ${key}`);
    },
    lookup: async ({ apiVersion, kind, namespace, name }) => {
      const type = served.byKind(apiVersion, kind);
      if (!type) return undefined;
      if (name) return find(api, { apiVersion, kind, name, ...(type.namespaced && namespace ? { namespace } : {}) });
      const { items } = await list(api, type, namespace ? { namespace } : {});
      return { apiVersion, kind: `${kind}List`, metadata: {}, items };
    },
  };
}
