import type { GroupRules } from './rule.ts';

const all =
  "list(object, 'status.instances').all(i, number(i, 'readyReplicas') >= number(i, 'replicas') && number(i, 'updatedReplicas') >= number(i, 'replicas'))";

export const crunchy: GroupRules = {
  groups: ['postgres-operator.crunchydata.com'],
  rules: [
    {
      kinds: ['PostgresCluster'],
      suspended: "flag(object, 'spec.paused') || flag(object, 'spec.shutdown')",
      failed:
        "isNot(object, 'PersistentVolumeResizing') && condition(object, 'PersistentVolumeResizing').reason == 'Invalid'",
      inProgress: "isNot(object, 'ProxyAvailable')",
      current: `size(list(object, 'status.instances')) > 0 && ${all}`,
    },
    { kinds: ['PGUpgrade'], failed: "isNot(object, 'Succeeded')", current: "is(object, 'Succeeded')" },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
