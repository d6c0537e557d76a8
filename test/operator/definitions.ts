import { setTimeout as sleep } from 'node:timers/promises';
import { find, KindNotServed, serverSideApply, type Api, type KubeObject } from '../../src/kube/index.ts';
import { crds } from '../../src/app/spec/crd/crds.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** The CustomResourceDefinitions as the server has them, served. They are the cluster's, and all tests' alike: nobody deletes them. */
export async function applyDefinitions(api: Api): Promise<KubeObject[]> {
  return await Promise.all(
    crds().map(async (definition) => {
      await serverSideApply(api, definition, { manager: 'tug', force: true });
      return await served(api, definition);
    }),
  );
}

/** What the server finds of a definition at this moment. */
export const conditionsOf = (definition: KubeObject | undefined): readonly Condition[] =>
  (definition?.['status'] as { readonly conditions?: readonly Condition[] } | undefined)?.conditions ?? [];

/** Established comes before discovery tells of the kind. */
async function served(api: Api, { apiVersion, kind, metadata, spec }: KubeObject): Promise<KubeObject> {
  const { names } = spec as { readonly names: { readonly kind: string } };
  for (;;) {
    const definition = await find(api, { apiVersion, kind, name: metadata.name ?? '' });
    const isThere = conditionsOf(definition).some(({ type, status }) => type === 'Established' && status === 'True');
    if (definition && isThere && (await isServed(api, names.kind))) return definition;
    await sleep(100);
  }
}

async function isServed(api: Api, kind: string): Promise<boolean> {
  try {
    await find(api, { apiVersion: 'tug.dev/v1alpha1', kind, namespace: 'default', name: 'none' });
    return true;
  } catch (error) {
    if (error instanceof KindNotServed) return false;
    throw error;
  }
}
