import type { GroupRules, KindRule } from './rule.ts';

const paused =
  "flag(object, 'spec.paused') || (has(metadata.annotations) && 'cluster.x-k8s.io/paused' in metadata.annotations)";

/** Waiting for another part is no failure, whatever the condition is called. */
const broken =
  "condition(object, 'Ready').status == 'False' && !condition(object, 'Ready').reason.matches('^(Waiting|Cloning|Provisioning|Scaling|Rolling|Deleting|PoweringOn)') && " +
  "(condition(object, 'Ready').message != '' || condition(object, 'Ready').reason.matches('Failed|Error|Unreachable'))";

const phased: Omit<KindRule, 'kinds'> = {
  failed: `!(${paused}) && (text(object, 'status.phase') == 'Failed' || present(object, 'status.failureReason') || (${broken}))`,
  suspended: paused,
};

export const clusterApi: GroupRules = {
  groups: [
    'cluster.x-k8s.io',
    'addons.cluster.x-k8s.io',
    'bootstrap.cluster.x-k8s.io',
    'controlplane.cluster.x-k8s.io',
    'infrastructure.cluster.x-k8s.io',
    'operator.cluster.x-k8s.io',
  ],
  rules: [
    { kinds: ['Cluster'], ...phased, current: "status.phase == 'Provisioned' && !isNot(object, 'Ready')" },
    { kinds: ['Machine'], ...phased, current: "status.phase == 'Running' && !isNot(object, 'Ready')" },
    { kinds: ['MachineDeployment', 'MachineSet'], ...phased, current: "status.phase == 'Running'" },
    { kinds: ['MachinePool'], ...phased, current: "status.phase in ['Running', 'Scaling'] || is(object, 'Ready')" },
    {
      kinds: ['MachineHealthCheck'],
      suspended: paused,
      failed: "number(object, 'status.expectedMachines') > number(object, 'status.currentHealthy')",
      current: 'true',
    },
    {
      kinds: ['ClusterResourceSet'],
      failed: "isNot(object, 'ResourcesApplied')",
      current: "is(object, 'ResourcesApplied')",
    },
    {
      kinds: ['ClusterResourceSetBinding', 'ClusterClass', 'KubeadmConfigTemplate', 'KubeadmControlPlaneTemplate'],
      always: 'Current',
    },
    {
      kinds: ['KubeadmControlPlane'],
      ...phased,
      inProgress: "number(object, 'status.readyReplicas') < number(object, 'spec.replicas', 1)",
      current: "is(object, 'Ready') || is(object, 'Available')",
    },
  ],
};
