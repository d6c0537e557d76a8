import type { KubeObject } from '../../../kube/object.ts';
import { operatorName, systemNamespace } from '../names.ts';
import { clusterPermissions, type Permission, systemPermissions } from '../permissions.ts';
import { clusterWide, inSystem } from './common.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

/** The operator's rights: the tables of permissions as roles, and their bindings. */
export function operatorRoles(): KubeObject[] {
  const subjects = [{ kind: 'ServiceAccount', name: operatorName, namespace: systemNamespace }];
  return [
    { apiVersion, kind: 'ClusterRole', metadata: clusterWide(operatorName), rules: clusterPermissions.map(ruleOf) },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: clusterWide(operatorName),
      roleRef: { apiGroup, kind: 'ClusterRole', name: operatorName },
      subjects,
    },
    { apiVersion, kind: 'Role', metadata: inSystem(operatorName), rules: systemPermissions.map(ruleOf) },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: inSystem(operatorName),
      roleRef: { apiGroup, kind: 'Role', name: operatorName },
      subjects,
    },
  ];
}

function ruleOf({ group, resource, verbs, names }: Permission): Record<string, readonly string[]> {
  return { apiGroups: [group], resources: [resource], verbs, ...(names ? { resourceNames: names } : {}) };
}
