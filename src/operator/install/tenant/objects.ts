import { appApiVersion } from '../../../app/spec/schema.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { operatorName, systemNamespace, tenantLabel } from '../names.ts';
import { namespacesOf, type TenantOptions } from './options.ts';

const rbac = 'rbac.authorization.k8s.io';
const apiVersion = `${rbac}/v1`;
const impersonate = 'tug-impersonate';

/** The namespaces, each with its tenant's name on it. Other labels of theirs are not touched. */
export function tenantNamespaces(options: TenantOptions): KubeObject[] {
  return namespacesOf(options).map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { [tenantLabel]: options.name } },
  }));
}

/** All else of a tenant: the Tenant, and in each namespace the account, its rights, and the operator's right to act as it. */
export function tenantObjects(options: TenantOptions): KubeObject[] {
  return [tenantOf(options), ...namespacesOf(options).flatMap((namespace) => objectsIn(namespace, options))];
}

function tenantOf(options: TenantOptions): KubeObject {
  const { name, sources, objects, serviceAccount } = options;
  return {
    apiVersion: appApiVersion,
    kind: 'Tenant',
    metadata: { name },
    spec: {
      namespaces: [...namespacesOf(options)],
      serviceAccounts: [serviceAccount],
      ...(sources.length > 0 ? { sources: [...sources] } : {}),
      ...(objects === undefined ? {} : { limits: { objects } }),
    },
  };
}

function objectsIn(namespace: string, options: TenantOptions): KubeObject[] {
  const { serviceAccount, role, quota, containerDefaults } = options;
  const labels = { [tenantLabel]: options.name };
  const metadata = (name: string): KubeObject['metadata'] => ({ name, namespace, labels: { ...labels } });
  // Namespaces of one tenant are one circle of trust: an App of one may deploy to another.
  const accounts = namespacesOf(options).map((home) => ({
    kind: 'ServiceAccount',
    name: serviceAccount,
    namespace: home,
  }));
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata(serviceAccount),
      automountServiceAccountToken: false,
    },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: metadata(serviceAccount),
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
      subjects: accounts,
    },
    {
      apiVersion,
      kind: 'Role',
      metadata: metadata(impersonate),
      rules: [
        { apiGroups: [''], resources: ['serviceaccounts'], resourceNames: [serviceAccount], verbs: ['impersonate'] },
      ],
    },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: metadata(impersonate),
      roleRef: { apiGroup: rbac, kind: 'Role', name: impersonate },
      subjects: [{ kind: 'ServiceAccount', name: operatorName, namespace: systemNamespace }],
    },
    ...(isEmpty(quota) ? [] : [quotaOf(metadata('tug-tenant'), quota)]),
    ...(isEmpty(containerDefaults) ? [] : [limitsOf(metadata('tug-tenant'), containerDefaults)]),
  ];
}

const isEmpty = (table: Readonly<Record<string, string>>): boolean => Object.keys(table).length === 0;

function quotaOf(metadata: KubeObject['metadata'], hard: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { ...hard } } };
}

function limitsOf(metadata: KubeObject['metadata'], each: Readonly<Record<string, string>>): KubeObject {
  const limits = [{ type: 'Container', default: { ...each }, defaultRequest: { ...each } }];
  return { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits } };
}
