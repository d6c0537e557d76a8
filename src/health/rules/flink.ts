import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const flink: GroupRules = {
  groups: ['flink.apache.org', 'flinkoperator.k8s.io'],
  rules: [
    {
      kinds: ['FlinkDeployment'],
      suspended:
        "text(object, 'spec.job.state') == 'suspended' && text(object, 'status.jobManagerDeploymentStatus') == 'MISSING'",
      current: "flag(object, 'status.reconciliationStatus.success') || status.reconciliationStatus.state == 'DEPLOYED'",
      failed:
        "text(object, 'status.jobManagerDeploymentStatus') == 'ERROR' && text(object, 'status.reconciliationStatus.state') != 'DEPLOYED' && " +
        "!flag(object, 'status.reconciliationStatus.success')",
      message:
        "text(object, 'status.reconciliationStatus.error') != '' ? status.reconciliationStatus.error : status.error",
    },
    {
      kinds: ['FlinkSessionJob'],
      ...wordAt('status.jobStatus.state', {
        current: ['RUNNING', 'FINISHED'],
        suspended: ['SUSPENDED', 'CANCELED'],
      }),
      failed:
        "text(object, 'status.jobStatus.state') == 'FAILED' || " +
        "(text(object, 'status.jobStatus.state') == '' && present(object, 'status.error'))",
      message: 'status.error',
    },
    {
      kinds: ['FlinkBlueGreenDeployment'],
      failed:
        "text(object, 'status.reconciliationStatus.state') == 'ROLLED_BACK' || " +
        "(text(object, 'status.blueGreenState').startsWith('ACTIVE') && text(object, 'status.reconciliationStatus.state') != 'ROLLING_BACK' && " +
        "text(object, 'status.jobStatus.state') == 'RESTARTING')",
      inProgress: "text(object, 'status.reconciliationStatus.state') == 'ROLLING_BACK'",
      current: "status.blueGreenState in ['ACTIVE_BLUE', 'ACTIVE_GREEN']",
      message: "text(object, 'status.error') != '' ? status.error : status.blueGreenState",
    },
    {
      kinds: ['FlinkCluster'],
      ...wordAt('status.state', { current: ['Running', 'Stopped'], failed: ['PartiallyStopped'] }),
    },
  ],
};
