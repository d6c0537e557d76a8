import type { GroupRules } from './rule.ts';

/** Policies of the new API keep their conditions one level down. */
export const kyverno: GroupRules = {
  groups: ['kyverno.io', 'policies.kyverno.io'],
  rules: [
    {
      kinds: ['ClusterPolicy', 'Policy'],
      failed: "condition(object, 'Ready').status in ['False', 'Unknown']",
      current: "is(object, 'Ready') || flag(object, 'status.ready')",
    },
    {
      kinds: [
        'PolicyException',
        'CleanupPolicy',
        'ClusterCleanupPolicy',
        'GlobalContextEntry',
        'UpdateRequest',
        'CELPolicyException',
      ],
      blank: 'Current',
      otherwise: 'convention',
    },
    {
      kinds: ['*'],
      inProgress:
        "list(object, 'status.conditionStatus.conditions').exists(c, has(c.observedGeneration) && has(metadata.generation) && c.observedGeneration < metadata.generation)",
      failed:
        "has(status.conditionStatus) && !flag(object, 'status.conditionStatus.ready') && " +
        "!list(object, 'status.conditionStatus.conditions').exists(c, has(c.observedGeneration) && has(metadata.generation) && c.observedGeneration < metadata.generation)",
      current: "flag(object, 'status.conditionStatus.ready')",
      message: "list(object, 'status.conditionStatus.conditions').filter(c, c.status == 'False')[0].message",
    },
  ],
};
