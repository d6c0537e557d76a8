import type { GroupRules } from './rule.ts';

export const temporal: GroupRules = {
  groups: ['temporal.io'],
  rules: [
    { kinds: ['TemporalCluster'], failed: "isNot(object, 'ReconcileSuccess')", current: "is(object, 'Ready')" },
    {
      kinds: ['TemporalWorkerDeployment'],
      current: "status.targetVersion.status == 'Current'",
      otherwise: 'InProgress',
    },
    {
      kinds: ['*'],
      failed: "isNot(object, 'ReconcileSuccess')",
      current: "anyIs(object, ['Ready', 'ReconcileSuccess'])",
    },
  ],
};
