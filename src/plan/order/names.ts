/** Which objects an object names, as ids: what a workload mounts, whom it runs as, which role a binding gives. */
import { groupOf, type KubeObject } from '../../kube/object.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Ids of everything an object refers to that has to be there first. */
export function namedBy(object: KubeObject): string[] {
  const namespace = object.metadata.namespace ?? '';
  return [...podSpecs(object).flatMap((spec) => namedByPod(spec, namespace)), ...namedByKind(object, namespace)];
}

/** Where kinds keep a pod's spec. */
function podSpecs(object: KubeObject): Fields[] {
  const spec = mapAt(object, 'spec');
  if (object.kind === 'Pod') return spec ? [spec] : [];
  const template = mapAt(mapAt(spec, 'template'), 'spec') ?? mapAt(mapAt(mapAt(mapAt(spec, 'jobTemplate'), 'spec'), 'template'), 'spec');
  return template ? [template] : [];
}

function namedByPod(spec: Fields, namespace: string): string[] {
  const core = (kind: string, name: unknown): string[] => (typeof name === 'string' ? [`/${kind}/${namespace}/${name}`] : []);
  const volumes = listAt(spec, 'volumes').flatMap((volume) => [
    ...core('ConfigMap', mapAt(volume, 'configMap')?.name),
    ...core('Secret', mapAt(volume, 'secret')?.secretName),
    ...core('PersistentVolumeClaim', mapAt(volume, 'persistentVolumeClaim')?.claimName),
    ...listAt(mapAt(volume, 'projected'), 'sources').flatMap((source) => [
      ...core('ConfigMap', mapAt(source, 'configMap')?.name),
      ...core('Secret', mapAt(source, 'secret')?.name),
    ]),
  ]);
  const containers = ['containers', 'initContainers'].flatMap((field) => listAt(spec, field));
  const environment = containers.flatMap((container) => [
    ...listAt(container, 'envFrom').flatMap((from) => [
      ...core('ConfigMap', mapAt(from, 'configMapRef')?.name),
      ...core('Secret', mapAt(from, 'secretRef')?.name),
    ]),
    ...listAt(container, 'env').flatMap((variable) => [
      ...core('ConfigMap', mapAt(mapAt(variable, 'valueFrom'), 'configMapKeyRef')?.name),
      ...core('Secret', mapAt(mapAt(variable, 'valueFrom'), 'secretKeyRef')?.name),
    ]),
  ]);
  const cluster = (kind: string, name: unknown): string[] => (typeof name === 'string' ? [`${kind}//${name}`] : []);
  return [
    ...volumes,
    ...environment,
    ...core('ServiceAccount', spec.serviceAccountName),
    ...listAt(spec, 'imagePullSecrets').flatMap((secret) => core('Secret', secret.name)),
    ...cluster('scheduling.k8s.io/PriorityClass', spec.priorityClassName),
    ...cluster('node.k8s.io/RuntimeClass', spec.runtimeClassName),
  ];
}

function namedByKind(object: KubeObject, namespace: string): string[] {
  const spec = mapAt(object, 'spec');
  switch (`${groupOf(object.apiVersion)}/${object.kind}`) {
    case 'rbac.authorization.k8s.io/RoleBinding':
    case 'rbac.authorization.k8s.io/ClusterRoleBinding': {
      const role = mapAt(object, 'roleRef');
      const where = role?.kind === 'Role' ? namespace : '';
      return [`rbac.authorization.k8s.io/${String(role?.kind)}/${where}/${String(role?.name)}`];
    }
    case '/PersistentVolumeClaim':
      return typeof spec?.storageClassName === 'string' ? [`storage.k8s.io/StorageClass//${spec.storageClassName}`] : [];
    case 'networking.k8s.io/Ingress':
      return typeof spec?.ingressClassName === 'string' ? [`networking.k8s.io/IngressClass//${spec.ingressClassName}`] : [];
    case 'gateway.networking.k8s.io/Gateway':
      return typeof spec?.gatewayClassName === 'string' ? [`gateway.networking.k8s.io/GatewayClass//${spec.gatewayClassName}`] : [];
    default:
      return [];
  }
}

function mapAt(value: unknown, field: string): Fields | undefined {
  const member = typeof value === 'object' && value !== null ? (value as Fields)[field] : undefined;
  return typeof member === 'object' && member !== null && !Array.isArray(member) ? (member as Fields) : undefined;
}

function listAt(value: unknown, field: string): Fields[] {
  const member = typeof value === 'object' && value !== null ? (value as Fields)[field] : undefined;
  return Array.isArray(member) ? member.filter((item): item is Fields => typeof item === 'object' && item !== null) : [];
}
