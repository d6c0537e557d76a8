import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const spark: GroupRules = {
  groups: ['sparkoperator.k8s.io', 'spark.apache.org'],
  rules: [
    {
      kinds: ['SparkApplication'],
      ...wordAt('status.applicationState.state', {
        current: ['RUNNING', 'COMPLETED', 'SUCCEEDING'],
        failed: ['FAILED', 'SUBMISSION_FAILED', 'FAILING', 'INVALIDATING'],
        suspended: ['SUSPENDED', 'SUSPENDING'],
        unknown: ['UNKNOWN'],
      }),
      message: 'status.applicationState.errorMessage',
    },
    {
      kinds: ['ScheduledSparkApplication'],
      ...wordAt('status.scheduleState', { current: ['Scheduled'], failed: ['FailedValidation'] }),
      suspended: "flag(object, 'spec.suspend')",
    },
    { kinds: ['SparkConnect', 'SparkCluster'], otherwise: 'convention' },
  ],
};
