import type { GroupRules } from './rule.ts';

export const pravega: GroupRules = {
  groups: ['zookeeper.pravega.io', 'pravega.pravega.io', 'bookkeeper.pravega.io'],
  rules: [
    {
      kinds: ['*'],
      failed: "is(object, 'Error') || is(object, 'PodsError')",
      current:
        "number(object, 'status.readyReplicas') > 0.0 && number(object, 'status.readyReplicas') == number(object, 'status.replicas')",
      message: "text(object, 'status.readyReplicas') + ' of ' + text(object, 'status.replicas') + ' nodes have joined'",
    },
  ],
};
