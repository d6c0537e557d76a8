/** The kinds that Kubernetes brings along and that report a status. */
import type { KubeObject } from '../../kube/object.ts';
import type { Health } from '../types.ts';
import { horizontalPodAutoscaler } from './autoscaling.ts';
import {
  apiService,
  certificateSigningRequest,
  customResourceDefinition,
  flowSchema,
  namespace,
  node,
} from './cluster.ts';
import { cronJob } from './cronjob.ts';
import { daemonSet } from './daemonset.ts';
import { deployment } from './deployment.ts';
import { job } from './job.ts';
import { ingress, service, serviceCidr } from './network.ts';
import { pod } from './pod.ts';
import { podDisruptionBudget } from './policy.ts';
import { replicaSet } from './replicaset.ts';
import { statefulSet } from './statefulset.ts';
import { migration, persistentVolume, persistentVolumeClaim, volumeAttachment } from './storage.ts';

export type Judge = (object: KubeObject, now: number) => Health;

/** By `group/Kind`. */
export const builtin: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['/Namespace', namespace],
  ['/Node', node],
  ['/PersistentVolume', persistentVolume],
  ['/PersistentVolumeClaim', persistentVolumeClaim],
  ['/Pod', pod],
  ['/ReplicationController', replicaSet],
  ['/Service', service],
  ['apps/DaemonSet', daemonSet],
  ['apps/Deployment', deployment],
  ['apps/ReplicaSet', replicaSet],
  ['apps/StatefulSet', statefulSet],
  ['autoscaling/HorizontalPodAutoscaler', horizontalPodAutoscaler],
  ['apiextensions.k8s.io/CustomResourceDefinition', customResourceDefinition],
  ['apiregistration.k8s.io/APIService', apiService],
  ['batch/CronJob', cronJob],
  ['batch/Job', job],
  ['certificates.k8s.io/CertificateSigningRequest', certificateSigningRequest],
  ['extensions/Ingress', ingress],
  ['flowcontrol.apiserver.k8s.io/FlowSchema', flowSchema],
  ['networking.k8s.io/Ingress', ingress],
  ['networking.k8s.io/ServiceCIDR', serviceCidr],
  ['policy/PodDisruptionBudget', podDisruptionBudget],
  ['storage.k8s.io/VolumeAttachment', volumeAttachment],
  ['storagemigration.k8s.io/StorageVersionMigration', migration],
]);
