import { find, isForbidden, serverSideApply } from '../../../kube/index.ts';
import type { Api } from '../../../kube/index.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { Problem } from '../../../lib/errors.ts';
import { systemNamespace, tenantLabel } from '../names.ts';

const manager = 'tug-tenant';
const reserved = /^kube-/;

/** Problem `Usage` for namespaces in which whoever is their administrator rules the whole cluster. */
export function refuseReserved(names: readonly string[]): void {
  const bad = names.find((name) => name === systemNamespace || reserved.test(name));
  if (bad === undefined) return;
  throw new Problem('Usage', `namespace ${bad} cannot be given to a tenant: its accounts rule the cluster`, {
    hint: 'name a namespace of its own',
  });
}

/**
 * Makes a namespace, or puts the tenant's name on the one that is there. It is no member of anything: it is never deleted with the tenant,
 * and an App that brings the same namespace is not in the way. Problem `Blocked` when it is another tenant's.
 */
export async function giveNamespace(api: Api, namespace: KubeObject): Promise<void> {
  const { name = '' } = namespace.metadata;
  const tenant = namespace.metadata.labels?.[tenantLabel];
  const live = await seen(api, name);
  if (live?.metadata.deletionTimestamp) {
    throw new Problem('Blocked', `namespace ${name} is being deleted`, {
      hint: 'wait until it is gone, then try again',
    });
  }
  const owner = live?.metadata.labels?.[tenantLabel];
  if (owner !== undefined && owner !== tenant) {
    throw new Problem('Blocked', `namespace ${name} belongs to tenant ${owner}`, {
      hint: `choose another one, or remove its label ${tenantLabel} first`,
    });
  }
  if (owner === undefined) await serverSideApply(api, namespace, { manager, force: true });
}

async function seen(api: Api, name: string): Promise<KubeObject | undefined> {
  try {
    return await find(api, { apiVersion: 'v1', kind: 'Namespace', name }, { metadataOnly: true });
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw new Problem('Forbidden', `you may not look at namespace ${name}`, {
      hint: 'add tenants as an administrator of the cluster',
      cause: error,
    });
  }
}
