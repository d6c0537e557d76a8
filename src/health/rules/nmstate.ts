import type { GroupRules } from './rule.ts';

export const nmstate: GroupRules = {
  groups: ['nmstate.io'],
  rules: [
    {
      kinds: ['NodeNetworkConfigurationPolicy', 'NodeNetworkConfigurationEnactment'],
      failed: "anyIs(object, ['Degraded', 'Failing', 'Aborted'])",
      suspended: "is(object, 'Ignored') || condition(object, 'Available').reason == 'NoMatchingNode'",
      inProgress: "is(object, 'Progressing')",
      current: "is(object, 'Available')",
    },
    { kinds: ['NMState', 'NodeNetworkState'], blank: 'Current', otherwise: 'convention' },
  ],
};
