/** Which kinds have anything to say about their health. Small and without rules, so that a plan can ask for little. */

/** Groups that Kubernetes itself serves. Their kinds are done as soon as they are stored, but for those named below. */
const served: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

/** Not CronJob: that last night's run failed must not stop the push that mends it. */
const reporting: ReadonlySet<string> = new Set([
  '/Node',
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  '/Pod',
  '/ReplicationController',
  '/Service',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'autoscaling/HorizontalPodAutoscaler',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'batch/Job',
  'certificates.k8s.io/CertificateSigningRequest',
  'extensions/Ingress',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/ServiceCIDR',
  'policy/PodDisruptionBudget',
  'storage.k8s.io/VolumeAttachment',
  'storagemigration.k8s.io/StorageVersionMigration',
]);

/** False for kinds that are Current as soon as they exist, so that nobody needs to read or watch them. */
export function reportsHealth(group: string, kind: string): boolean {
  return !served.has(group) || reporting.has(`${group}/${kind}`);
}

/** Whether the group is one of Kubernetes' own. */
export const isServedByKubernetes = (group: string): boolean => served.has(group);
