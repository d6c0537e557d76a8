import type { GroupRules } from './rule.ts';

/** cass-operator and k8ssandra: what is under way has a condition of its own, which is True for as long. */
const busy =
  "anyIs(object, ['Updating', 'ScalingUp', 'ScalingDown', 'Resuming', 'Stopping', 'ReplacingNodes', 'RollingRestart', 'RequiresUpdate', 'Initializing'])";

export const cassandra: GroupRules = {
  groups: [
    'cassandra.datastax.com',
    'k8ssandra.io',
    'config.k8ssandra.io',
    'control.k8ssandra.io',
    'medusa.k8ssandra.io',
    'reaper.k8ssandra.io',
  ],
  rules: [
    {
      kinds: ['CassandraDatacenter'],
      suspended: "is(object, 'Stopped') || flag(object, 'spec.stopped')",
      failed: `anyIsNot(object, ['Valid', 'Healthy', 'DatacenterHealthy']) && !${busy}`,
      inProgress: busy,
      current: "anyIs(object, ['Ready', 'Healthy'])",
      message: 'status.cassandraOperatorProgress',
    },
    {
      kinds: ['K8ssandraCluster'],
      current: "is(object, 'CassandraInitialized') && text(object, 'status.error') in ['', 'None']",
      failed: "!(text(object, 'status.error') in ['', 'None'])",
    },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
