import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const rabbitmq: GroupRules = {
  groups: ['rabbitmq.com'],
  rules: [
    {
      kinds: ['RabbitmqCluster'],
      failed: "isNot(object, 'ReconcileSuccess')",
      inProgress: "!is(object, 'ClusterAvailable') || !is(object, 'AllReplicasReady')",
      current: 'true',
      message:
        "isNot(object, 'ReconcileSuccess') ? condition(object, 'ReconcileSuccess').message : " +
        "!is(object, 'AllReplicasReady') ? condition(object, 'AllReplicasReady').message : condition(object, 'ClusterAvailable').message",
    },
    // The topology operator notes the generation of an object when it creates it and not again.
    { kinds: ['*'], ...trueOrFailed('Ready'), empty: 'Unknown', ignoresGeneration: true },
  ],
};
