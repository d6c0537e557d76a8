import type { GroupRules } from './rule.ts';

export const keda: GroupRules = {
  groups: ['keda.sh', 'eventing.keda.sh', 'http.keda.sh'],
  rules: [
    {
      kinds: ['ScaledObject'],
      failed: "isNot(object, 'Ready') || is(object, 'Fallback')",
      suspended: "is(object, 'Ready') && is(object, 'Paused')",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['ScaledJob'],
      failed: "condition(object, 'Ready').status in ['False', 'Unknown']",
      suspended: "is(object, 'Ready') && is(object, 'Paused')",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['TriggerAuthentication', 'ClusterTriggerAuthentication', 'CloudEventSource'],
      blank: 'Current',
      otherwise: 'convention',
    },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
