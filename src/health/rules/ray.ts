import type { GroupRules } from './rule.ts';

export const ray: GroupRules = {
  groups: ['ray.io'],
  rules: [
    {
      kinds: ['RayCluster'],
      suspended: "flag(object, 'spec.suspend') || text(object, 'status.state') == 'suspended'",
      failed: "text(object, 'status.state') == 'failed' || is(object, 'ReplicaFailure')",
      current: "status.state == 'ready'",
      message: 'status.reason',
    },
    {
      kinds: ['RayJob'],
      suspended: "text(object, 'status.jobDeploymentStatus') == 'Suspended'",
      failed:
        "text(object, 'status.jobStatus') in ['FAILED', 'STOPPED'] || text(object, 'status.jobDeploymentStatus') == 'Failed'",
      current: "status.jobStatus == 'SUCCEEDED'",
      message: 'status.message',
    },
    {
      kinds: ['RayService'],
      failed: "text(object, 'status.serviceStatus') in ['FailedServeDeploy', 'FailedToGetServeDeploymentStatus']",
      inProgress: "is(object, 'UpgradeInProgress')",
      current: "is(object, 'Ready') || text(object, 'status.serviceStatus') == 'Running'",
    },
  ],
};
