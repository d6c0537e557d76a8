/** Putting the operator into a cluster, and tenants beside it. */
export { install } from './install.ts';
export { uninstall } from './uninstall.ts';
export { countObjects, removeDefinitions } from './definitions-away.ts';
export { objectsOf } from './objects/index.ts';
export { defaultPort, defaultResources, type InstallOptions } from './options.ts';
export { addTenant } from './tenant/add.ts';
export { listTenants } from './tenant/list.ts';
export { tenantNamespaces, tenantObjects } from './tenant/objects.ts';
export type { TenantOptions } from './tenant/options.ts';
export * from './names.ts';
export { clusterPermissions, type Permission, systemPermissions } from './permissions.ts';
