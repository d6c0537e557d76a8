import { trueInTheEnd } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const pulsar: GroupRules = {
  groups: [
    'pulsar.streamnative.io',
    'zookeeper.streamnative.io',
    'bookkeeper.streamnative.io',
    'resource.streamnative.io',
    'compute.functionmesh.io',
    'kafka.banzaicloud.io',
    'cluster.redpanda.com',
    'redpanda.vectorized.io',
  ],
  rules: [
    {
      kinds: ['KafkaCluster'],
      current: "status.state == 'ClusterRunning'",
      failed: "text(object, 'status.state').matches('Error|Failed')",
    },
    {
      kinds: ['Redpanda', 'Topic', 'User', 'Schema', 'Console'],
      failed: "isNot(object, 'Ready') && condition(object, 'Ready').reason.matches('Failed|Error|Invalid')",
      current: "is(object, 'Ready')",
    },
    { kinds: ['*'], ...trueInTheEnd('Ready'), otherwise: 'convention' },
  ],
};
