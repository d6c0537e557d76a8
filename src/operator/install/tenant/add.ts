import type { Converged } from '../../../app/converge.ts';
import type { AppRef } from '../../../app/ledger/ledger.ts';
import { appApiVersion } from '../../../app/spec/schema.ts';
import type { World } from '../../../app/world.ts';
import { mapper } from '../../../kube/index.ts';
import { Problem } from '../../../lib/errors.ts';
import { systemNamespace } from '../names.ts';
import { deployOwn } from '../own-release.ts';
import { giveNamespace, refuseReserved } from './namespaces.ts';
import { tenantNamespaces, tenantObjects } from './objects.ts';
import { namespacesOf, type TenantOptions } from './options.ts';

/** The App that holds a tenant's objects: `tug delete tenant-x -n tug-system` takes the tenant away and leaves its namespaces. */
export const tenantApp = (name: string): AppRef => ({ name: `tenant-${name}`, namespace: systemNamespace });

/**
 * Makes a tenant, or brings it to what these options say: an account or a namespace that is no longer named loses its rights.
 * Problem `NotFound` where tug is not installed.
 */
export async function addTenant(options: TenantOptions, version: string, world: World): Promise<Converged> {
  refuseReserved(namespacesOf(options));
  const served = await mapper(world.api);
  if (!served.byKind(appApiVersion, 'Tenant')) {
    throw new Problem('NotFound', 'this cluster knows no tenants', { hint: 'run tug install first' });
  }
  for (const namespace of tenantNamespaces(options)) await giveNamespace(world.api, namespace);
  return deployOwn(
    { ref: tenantApp(options.name), objects: tenantObjects(options), revision: `tug ${version}`, until: 'verdict' },
    world,
  );
}
