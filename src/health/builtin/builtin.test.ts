import { expect, test } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { health } from '../index.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const object = (kind: string, parts: Record<string, unknown> = {}): KubeObject => {
  const apiVersion = versions[kind] ?? 'v1';
  return {
    apiVersion,
    kind,
    ...parts,
    metadata: { name: 'x', generation: 2, ...(parts.metadata as object | undefined) },
  };
};
const versions: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  Ingress: 'networking.k8s.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  APIService: 'apiregistration.k8s.io/v1',
  CertificateSigningRequest: 'certificates.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
};
const judge = (kind: string, parts: Record<string, unknown> = {}) => health(object(kind, parts), { now });
const on = (type: string, reason = '', message = '') => ({ type, status: 'True', reason, message });
const off = (type: string, reason = '', message = '') => ({ type, status: 'False', reason, message });

test('an object that is being deleted is in progress, whatever its status says', () => {
  const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z' };
  expect(judge('Pod', { metadata, status: { phase: 'Failed' } })).toEqual({
    status: 'InProgress',
    message: 'it is being deleted',
  });
});

test('a status of an earlier generation says nothing', () => {
  expect(judge('Deployment', { status: { observedGeneration: 1 } })).toEqual({
    status: 'InProgress',
    message: 'its controller has not seen generation 2 yet',
  });
});

test.each(['ConfigMap', 'Secret', 'ServiceAccount', 'ClusterRole'])('a %s is current as soon as it exists', (kind) => {
  expect(judge(kind).status).toBe('Current');
});

const rolled = [on('Progressing', 'NewReplicaSetAvailable'), on('Available')];
const counts = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 };

test.each([
  ['Current', '3 of 3 replicas are ready', { ...counts, conditions: rolled }],
  ['InProgress', '2 of 3 replicas are updated', { ...counts, updatedReplicas: 2, conditions: rolled }],
  ['InProgress', '1 old replicas are still there', { ...counts, replicas: 4, conditions: rolled }],
  ['InProgress', '1 of 3 updated replicas are available', { ...counts, availableReplicas: 1, conditions: rolled }],
  ['InProgress', '2 of 3 replicas are ready', { ...counts, readyReplicas: 2, conditions: rolled }],
  ['InProgress', 'busy', { ...counts, conditions: [on('Progressing', 'ReplicaSetUpdated', 'busy'), on('Available')] }],
  ['InProgress', 'it is not available yet', { ...counts, conditions: [rolled[0], off('Available')] }],
  ['Failed', 'too slow', { ...counts, conditions: [off('Progressing', 'ProgressDeadlineExceeded', 'too slow')] }],
  ['InProgress', '0 of 3 replicas are updated: quota', { conditions: [on('ReplicaFailure', 'FailedCreate', 'quota')] }],
])('a Deployment is %s: %s', (status, message, fields) => {
  const parts = { spec: { replicas: 3, progressDeadlineSeconds: 600 }, status: fields };
  expect(judge('Deployment', parts)).toEqual({ status, message });
});

test('a paused Deployment is suspended', () => {
  expect(judge('Deployment', { spec: { paused: true } }).status).toBe('Suspended');
});

test('a Deployment scaled to nothing is current', () => {
  expect(judge('Deployment', { spec: { replicas: 0 }, status: { conditions: rolled } }).status).toBe('Current');
});

const set = {
  replicas: 3,
  readyReplicas: 3,
  currentReplicas: 3,
  updatedReplicas: 3,
  currentRevision: 'b',
  updateRevision: 'b',
};

test.each([
  ['Current', '3 of 3 replicas are ready', {}, set],
  ['InProgress', '2 of 3 replicas are created', {}, { ...set, replicas: 2 }],
  ['InProgress', '1 of 3 replicas are ready', {}, { ...set, readyReplicas: 1 }],
  ['InProgress', '1 replicas are still being removed', {}, { ...set, replicas: 4 }],
  ['InProgress', '1 of 3 replicas are updated', {}, { ...set, updatedReplicas: 1, updateRevision: 'c' }],
  [
    'InProgress',
    '0 of 1 replicas above the partition are updated',
    { rollingUpdate: { partition: 2 } },
    { ...set, updatedReplicas: 0 },
  ],
  [
    'Current',
    'the 1 replicas above the partition are updated',
    { rollingUpdate: { partition: 2 } },
    { ...set, updatedReplicas: 1 },
  ],
  ['Current', 'each pod is updated when somebody deletes it', { type: 'OnDelete' }, { replicas: 0 }],
])('a StatefulSet is %s: %s', (status, message, updateStrategy, fields) => {
  expect(judge('StatefulSet', { spec: { replicas: 3, updateStrategy }, status: fields })).toEqual({ status, message });
});

const daemons = {
  desiredNumberScheduled: 2,
  currentNumberScheduled: 2,
  updatedNumberScheduled: 2,
  numberAvailable: 2,
  numberReady: 2,
};

test.each([
  ['Current', '2 of 2 pods are ready', {}, daemons],
  ['InProgress', 'its controller has not counted the nodes yet', {}, {}],
  ['InProgress', '1 of 2 pods are updated', {}, { ...daemons, updatedNumberScheduled: 1 }],
  ['Current', '2 of 2 pods are ready', { type: 'OnDelete' }, { ...daemons, updatedNumberScheduled: 1 }],
  ['InProgress', '0 of 2 pods are available', {}, { ...daemons, numberAvailable: 0 }],
])('a DaemonSet is %s: %s', (status, message, updateStrategy, fields) => {
  expect(judge('DaemonSet', { spec: { updateStrategy }, status: fields })).toEqual({ status, message });
});

test('a ReplicaSet that may not create pods waits and says why', () => {
  const status = { conditions: [on('ReplicaFailure', 'FailedCreate', 'exceeded quota')] };
  expect(judge('ReplicaSet', { status })).toEqual({ status: 'InProgress', message: 'exceeded quota' });
});

test.each([
  ['InProgress', 'the Job has not started', {}, {}],
  ['InProgress', 'the Job runs: 0 of 1 completions, 1 failed', {}, { startTime: 'x', active: 1, failed: 1 }],
  ['Current', 'the Job has finished', {}, { startTime: 'x', conditions: [on('Complete')] }],
  ['Failed', 'backoff limit', {}, { conditions: [on('Failed', 'BackoffLimitExceeded', 'backoff limit')] }],
  ['Suspended', 'the Job is suspended', { suspend: true }, { conditions: [on('Suspended')] }],
  [
    'InProgress',
    'the Job is failing: pods are stopped',
    {},
    { startTime: 'x', conditions: [on('FailureTarget', '', 'pods are stopped')] },
  ],
])('a Job is %s: %s', (status, message, spec, fields) => {
  expect(judge('Job', { spec, status: fields })).toEqual({ status, message });
});

test.each([
  ['Current', {}, {}],
  ['Current', { suspend: true }, {}],
  ['Failed', {}, { lastScheduleTime: '2026-01-01T00:05:00Z', lastSuccessfulTime: '2026-01-01T00:01:00Z' }],
  ['Current', {}, { lastScheduleTime: '2026-01-01T00:05:00Z', lastSuccessfulTime: '2026-01-01T00:06:00Z' }],
  [
    'Current',
    {},
    { lastScheduleTime: '2026-01-01T00:05:00Z', lastSuccessfulTime: '2026-01-01T00:01:00Z', active: [{ name: 'j' }] },
  ],
])('a CronJob is %s', (status, spec, fields) => {
  expect(judge('CronJob', { spec, status: fields }).status).toBe(status);
});

const waiting = (reason: string, message = '') => ({ name: 'web', state: { waiting: { reason, message } } });

test.each([
  ['InProgress', 'the pod is not scheduled yet', {}, {}],
  [
    'InProgress',
    'the pod starts: ContainerCreating',
    {},
    { phase: 'Pending', containerStatuses: [waiting('ContainerCreating')] },
  ],
  [
    'Failed',
    'container web: ImagePullBackOff: no such image',
    {},
    { phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff', 'no such image')] },
  ],
  [
    'Failed',
    'container web: CrashLoopBackOff',
    {},
    { phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff')] },
  ],
  ['Failed', 'container web: ErrImagePull', {}, { phase: 'Pending', initContainerStatuses: [waiting('ErrImagePull')] }],
  [
    'Failed',
    'container web exited with code 3: Error',
    {},
    { phase: 'Running', containerStatuses: [{ name: 'web', state: { terminated: { exitCode: 3, reason: 'Error' } } }] },
  ],
  [
    'InProgress',
    'container web: CrashLoopBackOff',
    { restartPolicy: 'OnFailure' },
    { phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff')] },
  ],
  ['Current', 'the pod is ready', {}, { phase: 'Running', conditions: [on('Ready')] }],
  [
    'InProgress',
    'the pod runs to its end',
    { restartPolicy: 'Never' },
    { phase: 'Running', conditions: [on('Ready')] },
  ],
  ['Current', 'the pod ran to its end', {}, { phase: 'Succeeded' }],
  ['Failed', 'evicted', {}, { phase: 'Failed', message: 'evicted' }],
  [
    'Failed',
    'no node fits',
    {},
    { phase: 'Pending', conditions: [off('PodScheduled', 'Unschedulable', 'no node fits')] },
  ],
])('a Pod is %s: %s', (status, message, spec, fields) => {
  expect(judge('Pod', { spec, status: fields })).toEqual({ status, message });
});

test('the scheduler has 15 seconds to place a pod', () => {
  const status = { phase: 'Pending', conditions: [off('PodScheduled', 'Unschedulable', 'no node fits')] };
  const metadata = { creationTimestamp: '2026-01-01T00:09:50Z' };
  expect(judge('Pod', { metadata, status }).status).toBe('InProgress');
  expect(health(object('Pod', { metadata, status }), { now: now + 10_000 }).status).toBe('Failed');
});

test.each([
  ['PersistentVolumeClaim', 'Current', { status: { phase: 'Bound' } }],
  ['PersistentVolumeClaim', 'InProgress', { status: { phase: 'Pending' } }],
  ['PersistentVolumeClaim', 'Failed', { status: { phase: 'Lost' } }],
  ['PersistentVolume', 'Current', { status: { phase: 'Available' } }],
  ['PersistentVolume', 'Failed', { status: { phase: 'Failed' } }],
  ['Service', 'Current', { spec: { type: 'ClusterIP' } }],
  ['Service', 'InProgress', { spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' }, status: { loadBalancer: {} } }],
  [
    'Service',
    'Current',
    {
      spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' },
      status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
    },
  ],
  ['Ingress', 'InProgress', { status: { loadBalancer: {} } }],
  ['Ingress', 'Current', { status: { loadBalancer: { ingress: [{ hostname: 'a.example' }] } } }],
  ['Namespace', 'Current', { status: { phase: 'Active' } }],
  ['Namespace', 'InProgress', { status: { phase: 'Terminating' } }],
  ['Node', 'Current', { status: { conditions: [on('Ready')] } }],
  ['Node', 'Suspended', { spec: { unschedulable: true }, status: { conditions: [on('Ready')] } }],
  ['Node', 'InProgress', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }],
  ['CustomResourceDefinition', 'Current', { status: { conditions: [on('NamesAccepted'), on('Established')] } }],
  ['CustomResourceDefinition', 'InProgress', { status: { conditions: [off('Established', 'Installing')] } }],
  ['CustomResourceDefinition', 'Failed', { status: { conditions: [off('NamesAccepted', 'ListKindConflict')] } }],
  ['APIService', 'InProgress', { status: { conditions: [off('Available', 'MissingEndpoints')] } }],
  ['APIService', 'Current', { status: { conditions: [on('Available')] } }],
  ['PodDisruptionBudget', 'InProgress', {}],
  ['PodDisruptionBudget', 'Current', { status: { observedGeneration: 2, currentHealthy: 1, desiredHealthy: 2 } }],
  ['CertificateSigningRequest', 'Failed', { status: { conditions: [on('Denied')] } }],
  ['CertificateSigningRequest', 'Current', { status: { certificate: 'x', conditions: [on('Approved')] } }],
])('a %s is %s', (kind, status, parts) => {
  expect(judge(kind, parts).status).toBe(status);
});

test('an autoscaler may lack metrics for its first minutes, and no longer', () => {
  const failing = {
    ...off('ScalingActive', 'FailedGetResourceMetric', 'no metrics'),
    lastTransitionTime: '2026-01-01T00:09:00Z',
  };
  const autoscaler = object('HorizontalPodAutoscaler', { status: { conditions: [on('AbleToScale'), failing] } });
  expect(health(autoscaler, { now })).toEqual({ status: 'InProgress', message: 'no metrics' });
  expect(health(autoscaler, { now: now + 300_000 })).toEqual({ status: 'Failed', message: 'no metrics' });
});

test('conditions of an autoscaler are also read from the annotation of version 1', () => {
  const annotations = {
    'autoscaling.alpha.kubernetes.io/conditions': JSON.stringify([on('AbleToScale', 'ReadyForNewScale', 'fine')]),
  };
  expect(judge('HorizontalPodAutoscaler', { metadata: { annotations } })).toEqual({
    status: 'Current',
    message: 'fine',
  });
});
