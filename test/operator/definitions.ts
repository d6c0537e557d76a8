import { find, serverSideApply, type Api, type KubeObject } from '../../src/kube/index.ts';
import { crds } from '../../src/app/spec/crd/crds.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** The CustomResourceDefinitions as the server has them, established. They are the cluster's, and all tests' alike: nobody deletes them. */
export async function applyDefinitions(api: Api): Promise<KubeObject[]> {
  return await Promise.all(
    crds().map(async (definition) => {
      await serverSideApply(api, definition, { manager: 'tug', force: true });
      return await established(api, definition);
    }),
  );
}

/** What the server finds of a definition at this moment. */
export const conditionsOf = (definition: KubeObject | undefined): readonly Condition[] =>
  (definition?.['status'] as { readonly conditions?: readonly Condition[] } | undefined)?.conditions ?? [];

async function established(api: Api, { apiVersion, kind, metadata }: KubeObject): Promise<KubeObject> {
  for (;;) {
    const definition = await find(api, { apiVersion, kind, name: metadata.name ?? '' });
    const isThere = conditionsOf(definition).some(({ type, status }) => type === 'Established' && status === 'True');
    if (definition && isThere) return definition;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
