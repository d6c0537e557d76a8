/** One line for each thing that a project's API can say; the objects are made up from its documentation. */
import { expect, test } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { health } from '../index.ts';

/** `Ready=True/Reason:message`, `@1` for a condition about generation 1; the objects are at generation 2. */
const cond = (...texts: readonly string[]) => ({
  conditions: texts.map((text) => {
    const [head = '', generation] = text.split('@');
    const [type = '', rest = ''] = head.split('=');
    const [status = '', reason = '', message = ''] = rest.split(/[/:]/u);
    return { type, status, reason, message, ...(generation ? { observedGeneration: Number(generation) } : {}) };
  }),
});

const judge = (kind: string, status: unknown, parts: Record<string, unknown> = {}) => {
  const slash = kind.lastIndexOf('/');
  const object: KubeObject = {
    apiVersion: `${kind.slice(0, slash)}/v1`,
    kind: kind.slice(slash + 1),
    ...parts,
    metadata: { name: 'x', generation: 2, ...(parts.metadata as object | undefined) },
    ...(status === undefined ? {} : { status }),
  };
  return health(object).status;
};

test.each([
  ['cert-manager.io/Certificate', 'InProgress', undefined],
  ['cert-manager.io/Certificate', 'InProgress', cond('Issuing=True', 'Ready=False/DoesNotExist')],
  ['cert-manager.io/Certificate', 'Failed', cond('Ready=False/DoesNotExist')],
  ['cert-manager.io/Certificate', 'Current', cond('Ready=True')],
  ['acme.cert-manager.io/Order', 'InProgress', { state: 'pending' }],
  ['acme.cert-manager.io/Challenge', 'Failed', { state: 'errored' }],
  ['bitnami.com/SealedSecret', 'Failed', cond('Synced=False/Unsealed')],
  ['bitnami.com/SealedSecret', 'Current', cond('Synced=True')],
  ['kafka.strimzi.io/Kafka', 'InProgress', cond('NotReady=True/Creating')],
  ['kafka.strimzi.io/Kafka', 'Failed', cond('NotReady=True/InvalidResourceException')],
  ['kafka.strimzi.io/Kafka', 'Current', cond('Warning=True', 'Ready=True')],
  ['kafka.strimzi.io/KafkaTopic', 'Failed', cond('NotReady=True/Creating')],
  ['kafka.strimzi.io/KafkaTopic', 'Suspended', cond('ReconciliationPaused=True')],
  ['keda.sh/ScaledObject', 'Current', cond('Ready=True', 'Active=False')],
  ['keda.sh/ScaledObject', 'Failed', cond('Ready=True', 'Fallback=True')],
  ['keda.sh/ScaledObject', 'Suspended', cond('Ready=True', 'Paused=True')],
  ['postgresql.cnpg.io/Cluster', 'Current', { phase: 'Cluster in healthy state', ...cond('Ready=True') }],
  ['postgresql.cnpg.io/Cluster', 'InProgress', { phase: 'Setting up primary', ...cond('Ready=False') }],
  ['postgresql.cnpg.io/Cluster', 'InProgress', { phase: 'Applying configuration', ...cond('Ready=True') }],
  ['postgresql.cnpg.io/Cluster', 'Failed', { phase: 'Cluster is unrecoverable and needs manual intervention' }],
  [
    'postgresql.cnpg.io/Cluster',
    'Suspended',
    { phase: 'Cluster in healthy state', ...cond('cnpg.io/hibernation=True') },
  ],
  ['postgresql.cnpg.io/Database', 'InProgress', { applied: false, observedGeneration: 1, message: 'no such role' }],
  ['postgresql.cnpg.io/Database', 'Current', { applied: true, observedGeneration: 2 }],
  ['postgresql.cnpg.io/Backup', 'Failed', { phase: 'failed', error: 'no space' }],
  ['acid.zalan.do/postgresql', 'Current', { PostgresClusterStatus: 'Running' }],
  ['acid.zalan.do/postgresql', 'InProgress', { PostgresClusterStatus: 'Updating' }],
  ['acid.zalan.do/postgresql', 'Failed', { PostgresClusterStatus: 'SyncFailed' }],
  ['psmdb.percona.com/PerconaServerMongoDB', 'Suspended', { state: 'paused', ready: 0, size: 3 }],
  ['psmdb.percona.com/PerconaServerMongoDB', 'Current', { state: 'ready', ready: 3, size: 3 }],
  ['pxc.percona.com/PerconaXtraDBCluster', 'Failed', { state: 'error', message: ['x'] }],
  ['velero.io/Backup', 'Failed', { phase: 'PartiallyFailed' }],
  ['velero.io/Backup', 'InProgress', { phase: 'WaitingForPluginOperations' }],
  ['velero.io/Schedule', 'Current', { phase: 'Enabled' }],
  ['tekton.dev/PipelineRun', 'InProgress', cond('Succeeded=Unknown/Running')],
  ['tekton.dev/PipelineRun', 'Failed', cond('Succeeded=False/Failed')],
  ['tekton.dev/Pipeline', 'Current', undefined],
  ['helm.toolkit.fluxcd.io/HelmRelease', 'Current', cond('Ready=True/UpgradeSucceeded', 'Released=True')],
  ['helm.toolkit.fluxcd.io/HelmRelease', 'Failed', cond('Ready=False/UpgradeFailed', 'Released=False/UpgradeFailed')],
  ['helm.toolkit.fluxcd.io/HelmRelease', 'InProgress', cond('Reconciling=True', 'Ready=Unknown/Progressing')],
  ['karpenter.sh/NodePool', 'Failed', cond('Ready=Unknown', 'NodeClassReady=False')],
  ['karpenter.sh/NodeClaim', 'Suspended', cond('Disrupting=True', 'Ready=True')],
  ['karpenter.k8s.aws/EC2NodeClass', 'Failed', cond('Ready=False/SubnetsNotFound')],
  ['s3.services.k8s.aws/Bucket', 'Failed', cond('ACK.Terminal=True', 'Ready=False')],
  ['s3.services.k8s.aws/Bucket', 'InProgress', cond('Ready=False')],
  ['s3.services.k8s.aws/Bucket', 'Current', cond('ACK.ResourceSynced=True')],
  ['kyverno.io/ClusterPolicy', 'Current', cond('Ready=True')],
  ['policies.kyverno.io/ValidatingPolicy', 'Current', { conditionStatus: { ready: true } }],
  [
    'policies.kyverno.io/ValidatingPolicy',
    'Failed',
    { conditionStatus: { ready: false, ...cond('WebhookConfigured=False') } },
  ],
  [
    'policies.kyverno.io/ValidatingPolicy',
    'InProgress',
    { conditionStatus: { ready: true, ...cond('WebhookConfigured=True@1') } },
  ],
  ['longhorn.io/Volume', 'InProgress', { state: 'attached', robustness: 'degraded' }],
  ['longhorn.io/Volume', 'Failed', { state: 'attached', robustness: 'faulted' }],
  ['longhorn.io/Volume', 'Current', { state: 'detached', robustness: 'unknown' }],
  ['minio.min.io/Tenant', 'InProgress', { currentState: 'Provisioning MinIO Statefulset' }],
  ['minio.min.io/Tenant', 'Current', { currentState: 'Initialized' }],
  ['operator.victoriametrics.com/VMCluster', 'InProgress', { updateStatus: 'expanding' }],
  ['operator.victoriametrics.com/VMAgent', 'Suspended', { updateStatus: 'paused' }],
  ['platform.confluent.io/Connector', 'Failed', { state: 'CREATED', connectorState: 'RUNNING', failedTasksCount: 1 }],
  ['platform.confluent.io/Connector', 'Current', { state: 'CREATED', connectorState: 'RUNNING' }],
  ['platform.confluent.io/Kafka', 'InProgress', { phase: 'PROVISIONING' }],
  ['projectcontour.io/HTTPProxy', 'Failed', { currentStatus: 'invalid', description: 'no root' }],
  ['snapshot.storage.k8s.io/VolumeSnapshot', 'Current', { readyToUse: true }],
  ['snapshot.storage.k8s.io/VolumeSnapshot', 'Failed', { readyToUse: false, error: { message: 'no' } }],
  [
    'networking.gke.io/ManagedCertificate',
    'Failed',
    { certificateStatus: 'Provisioning', domainStatus: [{ status: 'FailedNotVisible' }] },
  ],
  [
    'networking.gke.io/ManagedCertificate',
    'InProgress',
    { certificateStatus: 'Provisioning', domainStatus: [{ status: 'Provisioning' }] },
  ],
  ['serving.kserve.io/InferenceService', 'Failed', cond('PredictorReady=False', 'Ready=False')],
  ['serving.kserve.io/InferenceService', 'InProgress', cond('PredictorReady=Unknown', 'IngressReady=True')],
  ['serving.kserve.io/InferenceService', 'Current', cond('IngressReady=True', 'PredictorReady=True', 'Ready=True')],
  [
    'kro.run/ResourceGraphDefinition',
    'Failed',
    { state: 'Inactive', ...cond('GraphAccepted=False@2', 'Ready=False@2') },
  ],
  ['kro.run/Shop', 'InProgress', { state: 'IN_PROGRESS', ...cond('ResourcesReady=False@2', 'Ready=False@2') }],
  ['kro.run/Shop', 'InProgress', { state: 'ACTIVE', ...cond('Ready=True@1') }],
  ['capsule.clastix.io/Tenant', 'Suspended', cond('Cordoned=True', 'Ready=True')],
  [
    'flink.apache.org/FlinkDeployment',
    'InProgress',
    { jobManagerDeploymentStatus: 'DEPLOYING', reconciliationStatus: { state: 'UPGRADING' } },
  ],
  ['flink.apache.org/FlinkSessionJob', 'Suspended', { jobStatus: { state: 'CANCELED' } }],
  ['gateway.envoyproxy.io/SecurityPolicy', 'Failed', { ancestors: [cond('Accepted=False/Invalid@2')] }],
  ['gateway.envoyproxy.io/SecurityPolicy', 'InProgress', { ancestors: [cond('Accepted=True@1')] }],
  ['grafana.integreatly.org/GrafanaFolder', 'Current', cond('FolderUIDMismatch=False', 'FolderSynchronized=True')],
  ['grafana.integreatly.org/GrafanaDashboard', 'Failed', cond('DashboardSynchronized=False/ApplyFailed')],
  ['kiali.io/Kiali', 'InProgress', cond('Running=True/Running', 'Failure=False')],
  ['kiali.io/Kiali', 'Current', cond('Running=True/Successful', 'Successful=True', 'Failure=False')],
  ['pulumi.com/Stack', 'InProgress', cond('Reconciling=True', 'Ready=False')],
  ['policy.open-cluster-management.io/Policy', 'Failed', { compliant: 'NonCompliant' }],
  ['policy.open-cluster-management.io/Policy', 'Current', { placement: [{ placement: 'p' }] }],
  ['secrets.hashicorp.com/VaultStaticSecret', 'Current', { secretMAC: 'x' }],
  ['services.cloud.sap.com/ServiceInstance', 'Failed', cond('Succeeded=False/CreateFailed')],
  ['zookeeper.pravega.io/ZookeeperCluster', 'InProgress', { readyReplicas: 2, replicas: 3 }],
  ['druid.apache.org/Druid', 'Failed', { druidNodeStatus: { druidNodeConditionType: 'DruidNodeErrorState' } }],
  ['apps.3scale.net/APIManager', 'InProgress', { deployments: { ready: ['a'], starting: ['b'] } }],
  ['capabilities.3scale.net/Product', 'Failed', cond('Synced=False', 'Orphan=True')],
  ['cassandra.datastax.com/CassandraDatacenter', 'InProgress', cond('Updating=True', 'Ready=True')],
  ['cassandra.datastax.com/CassandraDatacenter', 'Current', cond('Updating=False', 'Healthy=True', 'Ready=True')],
  [
    'numaplane.numaproj.io/MonoVertexRollout',
    'Failed',
    { observedGeneration: 2, phase: 'Deployed', ...cond('ProgressiveUpgradeSucceeded=False') },
  ],
  [
    'numaplane.numaproj.io/PipelineRollout',
    'Suspended',
    {
      observedGeneration: 2,
      phase: 'Deployed',
      ...cond('PipelinePausingOrPaused=True@2', 'ChildResourcesHealthy=True@2'),
    },
  ],
  ['numaflow.numaproj.io/Pipeline', 'Current', { observedGeneration: 2, phase: 'Running', ...cond('Deployed=True') }],
  ['work.karmada.io/ResourceBinding', 'InProgress', { aggregatedStatus: [] }],
  ['ray.io/RayCluster', 'Current', { state: 'ready' }],
  ['batch.volcano.sh/Job', 'InProgress', { state: { phase: 'Running' } }],
  ['mongodbcommunity.mongodb.com/MongoDBCommunity', 'Failed', { phase: 'Failed', message: 'no' }],
  ['templates.gatekeeper.sh/ConstraintTemplate', 'Failed', { created: true, byPod: [{ errors: [{ code: 'x' }] }] }],
  ['metallb.io/IPAddressPool', 'Current', undefined],
  ['monitoring.coreos.com/ServiceMonitor', 'Current', undefined],
])('%s is %s', (kind, verdict, status) => {
  expect(judge(kind, status)).toBe(verdict);
});

test.each([
  ['Current', { updatedAvailableReplicas: 3, replicas: 3, updatedReplicas: 3 }, {}],
  ['Failed', { updatedAvailableReplicas: 2, replicas: 3, updatedReplicas: 3 }, {}],
  [
    'Suspended',
    { updatedAvailableReplicas: 1, replicas: 3, updatedReplicas: 1, expectedUpdatedReplicas: 1 },
    { partition: 2 },
  ],
  [
    'InProgress',
    { updatedAvailableReplicas: 0, replicas: 3, updatedReplicas: 0, expectedUpdatedReplicas: 1 },
    { partition: 2 },
  ],
  ['Suspended', { updatedAvailableReplicas: 1, replicas: 3 }, { paused: true }],
])('a CloneSet is %s', (verdict, status, updateStrategy) => {
  const at = { observedGeneration: 2, ...status };
  expect(judge('apps.kruise.io/CloneSet', at, { spec: { updateStrategy } })).toBe(verdict);
});

test('a DaemonSet of OpenKruise holds at a percentage of the pods', () => {
  const status = { observedGeneration: 2, desiredNumberScheduled: 4, numberAvailable: 4, updatedNumberScheduled: 3 };
  const spec = { updateStrategy: { rollingUpdate: { partition: '50%' } } };
  expect(judge('apps.kruise.io/DaemonSet', status, { spec })).toBe('Suspended');
});

test('Elasticsearch counts its nodes before it trusts a colour', () => {
  const spec = { nodeSets: [{ count: 2 }, { count: 1 }] };
  const of = (fields: object) => judge('elasticsearch.k8s.elastic.co/Elasticsearch', fields, { spec });
  expect(of({ availableNodes: 2, phase: 'Ready', health: 'green' })).toBe('InProgress');
  expect(of({ availableNodes: 3, phase: 'Ready', health: 'green' })).toBe('Current');
  expect(of({ availableNodes: 3, phase: 'Ready', health: 'yellow' })).toBe('Failed');
});

test('a policy that is switched off complies', () => {
  expect(judge('policy.open-cluster-management.io/Policy', undefined, { spec: { disabled: true } })).toBe('Current');
});
