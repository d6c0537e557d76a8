import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/** OpenShift's own kinds; what operators of its platform write is the triple Available, Progressing, Degraded. */
export const openshift: GroupRules = {
  groups: ['*.openshift.io'],
  rules: [
    {
      kinds: ['DeploymentConfig'],
      failed:
        "isNot(object, 'Progressing') || (isNot(object, 'Available') && number(object, 'status.replicas', 1) > 0.0)",
      suspended: "flag(object, 'spec.paused')",
      current:
        "is(object, 'Progressing') && condition(object, 'Progressing').reason == 'NewReplicationControllerAvailable'",
    },
    {
      kinds: ['Route'],
      failed: "nested(object, 'status.ingress').exists(c, c.type == 'Admitted' && c.status == 'False')",
      current:
        "nested(object, 'status.ingress').exists(c, c.type == 'Admitted') && nested(object, 'status.ingress').all(c, c.type != 'Admitted' || c.status == 'True')",
    },
    {
      kinds: ['Build'],
      ...wordAt('status.phase', { current: ['Complete'], failed: ['Failed', 'Error', 'Cancelled'] }),
    },
    {
      kinds: [
        'BuildConfig',
        'ImageStream',
        'ImageStreamTag',
        'Template',
        'SecurityContextConstraints',
        'Project',
        'Group',
        'User',
        'ConsoleLink',
        'ConsolePlugin',
        'ImageContentSourcePolicy',
        'ImageDigestMirrorSet',
        'ImageTagMirrorSet',
      ],
      always: 'Current',
    },
    {
      kinds: ['StorageCluster'],
      inProgress: "is(object, 'Progressing')",
      failed: "is(object, 'Degraded') && !is(object, 'Progressing')",
      current: "is(object, 'Available')",
    },
    {
      kinds: ['MachineConfigPool'],
      failed: "is(object, 'Degraded') || is(object, 'NodeDegraded') || is(object, 'RenderDegraded')",
      suspended: "flag(object, 'spec.paused')",
      inProgress: "is(object, 'Updating')",
      current: "is(object, 'Updated')",
    },
    {
      kinds: ['MachineSet'],
      failed: "present(object, 'status.errorReason') || present(object, 'status.errorMessage')",
      inProgress: "number(object, 'status.readyReplicas') < number(object, 'spec.replicas', 1)",
      current: 'true',
    },
    {
      kinds: ['Machine'],
      ...wordAt('status.phase', { current: ['Running'], failed: ['Failed'] }),
    },
    {
      kinds: ['ClusterVersion'],
      failed: "is(object, 'Failing')",
      inProgress: "is(object, 'Progressing')",
      current: "is(object, 'Available')",
    },
    {
      kinds: ['ComplianceScan', 'ComplianceSuite'],
      ...wordAt('status.phase', { current: ['DONE'], failed: ['ERROR'] }),
    },
    {
      kinds: ['ClusterDeployment', 'ClusterPool', 'HiveConfig', 'SyncSet', 'SelectorSyncSet'],
      blank: 'Current',
      failed: "anyIs(object, ['ProvisionFailed', 'ProvisionStopped', 'AuthenticationFailure', 'Unreachable'])",
      otherwise: 'convention',
    },
    {
      kinds: ['*'],
      blank: 'Current',
      failed: "is(object, 'Degraded')",
      inProgress: "is(object, 'Progressing')",
      otherwise: 'convention',
    },
  ],
};
