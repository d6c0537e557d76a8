import type { KubeObject } from '../../../kube/object.ts';
import { apiGroup } from '../names.ts';
import { labels } from './common.ts';

const resources = ['apps', 'sources'];

/**
 * What people may do with Apps and Sources, added to Kubernetes' own roles. Who may edit in a namespace may already act as each of its
 * ServiceAccounts, so an App gives nobody there a right he did not have.
 */
export function appRoles(): KubeObject[] {
  return [
    roleFor('tug-app-editor', ['admin', 'edit'], ['create', 'update', 'patch', 'delete', 'deletecollection']),
    roleFor('tug-app-viewer', ['view'], ['get', 'list', 'watch']),
  ];
}

/** `edit` and `admin` take in `view` by themselves. */
function roleFor(name: string, roles: readonly string[], verbs: readonly string[]): KubeObject {
  const aggregate = Object.fromEntries(
    roles.map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, 'true'] as const),
  );
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels: { ...labels, ...aggregate } },
    rules: [{ apiGroups: [apiGroup], resources, verbs }],
  };
}
