/** What an operator follows with its own identity: Apps, Tenants, shared Sources, and which kinds there are. */
import { appApiVersion } from '../app/spec/schema.ts';
import { type Api, follow, mapper, type ResourceType } from '../kube/index.ts';
import type { KubeObject } from '../kube/object.ts';
import { Problem } from '../lib/errors.ts';

export interface WatchesOptions {
  /** Of Apps and Sources; all when empty. */
  readonly namespaces: readonly string[];
  readonly app: (object: KubeObject, isGone: boolean) => void;
  readonly tenant: (object: KubeObject, isGone: boolean) => void;
  readonly source: (object: KubeObject, isGone: boolean) => void;
  /** A CustomResourceDefinition came, changed or went. */
  readonly kinds: () => void;
  /** A watch ended for good: the operator cannot go on without it. */
  readonly ended: (error: unknown) => void;
}

/** Resolves when all of them are known. Problem `NotFound` when tug's own kinds are not installed. */
export async function followOwn(api: Api, options: WatchesOptions, signal: AbortSignal): Promise<void> {
  const served = await mapper(api, { refresh: true });
  const own = (kind: string): ResourceType => {
    const type = served.byKind(appApiVersion, kind);
    if (type) return type;
    throw new Problem('NotFound', `the cluster does not know the kind ${kind} of tug`, {
      where: api.server,
      hint: 'run tug install first',
    });
  };
  const everywhere = options.namespaces.length === 0 ? [undefined] : options.namespaces;
  const crd = served.byKind('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
  const one = (type: ResourceType, namespace: string | undefined, see: Seen, metadataOnly = false): Promise<void> =>
    followed(api, { type, namespace, see, metadataOnly, ended: options.ended }, signal);
  await Promise.all([
    one(own('Tenant'), undefined, options.tenant),
    ...everywhere.map((namespace) => one(own('Source'), namespace, options.source)),
    ...(crd ? [one(crd, undefined, () => options.kinds(), true)] : []),
  ]);
  // Last: an App must not be looked at before its Tenant is known.
  await Promise.all(everywhere.map((namespace) => one(own('App'), namespace, options.app)));
}

type Seen = (object: KubeObject, isGone: boolean) => void;

interface Followed {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  readonly see: Seen;
  readonly metadataOnly: boolean;
  readonly ended: (error: unknown) => void;
}

function followed(
  api: Api,
  { type, namespace, see, metadataOnly, ended }: Followed,
  signal: AbortSignal,
): Promise<void> {
  const first = Promise.withResolvers<void>();
  let isKnown = false;
  const run = async (): Promise<void> => {
    for await (const event of follow(api, type, { namespace, metadataOnly, signal })) {
      if (event.type !== 'synced') {
        see(event.object, event.type === 'deleted');
        continue;
      }
      isKnown = true;
      first.resolve();
    }
  };
  run().catch((error: unknown) => {
    first.reject(error);
    if (isKnown && !signal.aborted) ended(error);
  });
  return first.promise;
}
