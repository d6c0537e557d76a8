import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import {
  connect,
  remove,
  serverSideApply,
  type Api,
  type ConnectOptions,
  type KubeObject,
} from '../../src/kube/index.ts';

/** A connection to the shared sandbox for one test. */
export async function sandboxApi(options: ConnectOptions = {}): Promise<Api> {
  const api = await connect({ kubeconfig: inject('kubeconfig'), ...options });
  onTestFinished(() => api.close());
  return api;
}

/** A namespace that goes with its test. */
export async function freshNamespace(api: Api): Promise<string> {
  const name = `kube-${randomBytes(5).toString('hex')}`;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await serverSideApply(api, namespace, { manager: 'test', force: true });
  onTestFinished(async () => {
    await remove(api, { apiVersion: 'v1', kind: 'Namespace', name });
  });
  return name;
}

export function configMap(
  namespace: string,
  name: string,
  data: Record<string, string> = {},
  labels: Record<string, string> = {},
): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name, labels }, data };
}

/** A CustomResourceDefinition of a group of its own, gone with its test. */
export function definition(group: string, kind: string, spec: object): KubeObject {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  };
}
