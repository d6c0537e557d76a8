/**
 * What an object needs to be there before it, and by which names others may need it. A name is the `refKey` of an object, or a word
 * for what several objects give together: the rights of a service account, the limits of a namespace, a kind.
 */
import { groupOf, type KubeObject, refKey, refOf } from '../../kube/object.ts';
import type { After } from '../types.ts';
import { listAt, mapAt, textAt } from './fields.ts';
import { namedByPod, podTemplateOf, serviceAccountOf } from './pods.ts';

export interface Need {
  readonly name: string;
  readonly until: After['until'];
}

export const kindOf = (object: KubeObject): string => `${groupOf(object.apiVersion)}/${object.kind}`;

const rightsOf = (namespace: string, account: string): string => `rights of ${namespace}/${account}`;
const limitsOf = (namespace: string): string => `limits of ${namespace}`;
const definitionOf = (kind: string): string => `kind ${kind}`;
const applied = (name: string): Need => ({ name, until: 'applied' });

/** Fields by which kinds name an object without a namespace that they need. */
const clusterWide: Readonly<Record<string, { path: readonly string[]; field: string; needs: string }>> = {
  '/PersistentVolumeClaim': { path: ['spec'], field: 'storageClassName', needs: 'storage.k8s.io/StorageClass' },
  '/PersistentVolume': { path: ['spec'], field: 'storageClassName', needs: 'storage.k8s.io/StorageClass' },
  'networking.k8s.io/Ingress': { path: ['spec'], field: 'ingressClassName', needs: 'networking.k8s.io/IngressClass' },
  'gateway.networking.k8s.io/Gateway': {
    path: ['spec'],
    field: 'gatewayClassName',
    needs: 'gateway.networking.k8s.io/GatewayClass',
  },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': {
    path: ['spec'],
    field: 'policyName',
    needs: 'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  },
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': {
    path: ['spec'],
    field: 'policyName',
    needs: 'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  },
};

export function needsOf(object: KubeObject): Need[] {
  const { namespace } = object.metadata;
  const kind = kindOf(object);
  const named = clusterWide[kind];
  const name = named && textAt(mapAt(object, ...named.path), named.field);
  return [
    ...(namespace ? [applied(`/Namespace//${namespace}`)] : []),
    // A definition is served some time after it is stored; the condition Established says when.
    { name: definitionOf(kind), until: 'healthy' },
    ...(name ? [applied(`${named.needs}//${name}`)] : []),
    ...needsOfBinding(object, kind),
    ...needsOfPods(object, namespace ?? ''),
  ];
}

/** The names of an object to those that need it. */
export function namesOf(object: KubeObject): string[] {
  const { namespace = '' } = object.metadata;
  const names = [refKey(refOf(object))];
  switch (kindOf(object)) {
    case 'apiextensions.k8s.io/CustomResourceDefinition': {
      const spec = mapAt(object, 'spec');
      return [...names, definitionOf(`${textAt(spec, 'group') ?? ''}/${textAt(mapAt(spec, 'names'), 'kind') ?? ''}`)];
    }
    case '/LimitRange':
    case '/ResourceQuota':
      return [...names, limitsOf(namespace)];
    case 'rbac.authorization.k8s.io/RoleBinding':
    case 'rbac.authorization.k8s.io/ClusterRoleBinding':
      return [...names, ...accountsOf(object, namespace)];
    default:
      return names;
  }
}

function accountsOf(binding: KubeObject, namespace: string): string[] {
  return listAt(binding, 'subjects')
    .filter((subject) => subject.kind === 'ServiceAccount')
    .map((subject) => rightsOf(textAt(subject, 'namespace') ?? namespace, textAt(subject, 'name') ?? ''));
}

const bindings: ReadonlySet<string> = new Set([
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
]);

/** The API server refuses a binding to a role that is not there from whoever may not bind everything. */
function needsOfBinding(object: KubeObject, kind: string): Need[] {
  if (!bindings.has(kind)) return [];
  const role = mapAt(object, 'roleRef');
  const where = role?.kind === 'Role' ? (object.metadata.namespace ?? '') : '';
  return [applied(`rbac.authorization.k8s.io/${textAt(role, 'kind') ?? ''}/${where}/${textAt(role, 'name') ?? ''}`)];
}

function needsOfPods(object: KubeObject, namespace: string): Need[] {
  const spec = mapAt(podTemplateOf(object), 'spec');
  if (!spec) return [];
  const priority = textAt(spec, 'priorityClassName');
  const runtime = textAt(spec, 'runtimeClassName');
  const storage = listAt(mapAt(object, 'spec'), 'volumeClaimTemplates').map((claim) =>
    textAt(mapAt(claim, 'spec'), 'storageClassName'),
  );
  return [
    ...namedByPod(spec).map(({ kind, name }) => applied(`/${kind}/${namespace}/${name}`)),
    ...(priority ? [applied(`scheduling.k8s.io/PriorityClass//${priority}`)] : []),
    ...(runtime ? [applied(`node.k8s.io/RuntimeClass//${runtime}`)] : []),
    ...storage.flatMap((name) => (name ? [applied(`storage.k8s.io/StorageClass//${name}`)] : [])),
    // Without them the first pods run unlimited, or crash until they may what they need.
    applied(limitsOf(namespace)),
    applied(rightsOf(namespace, serviceAccountOf(spec) ?? 'default')),
  ];
}
