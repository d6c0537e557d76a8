import type { GroupRules } from './rule.ts';

const every =
  "size(list(object, 'spec.clusters')) > 0 && size(list(object, 'spec.clusters')) == size(list(object, 'status.aggregatedStatus'))";

export const karmada: GroupRules = {
  groups: ['work.karmada.io', 'policy.karmada.io', 'cluster.karmada.io', 'operator.karmada.io', 'apps.karmada.io'],
  rules: [
    {
      kinds: ['ResourceBinding', 'ClusterResourceBinding'],
      failed: `${every} && status.aggregatedStatus.exists(s, text(s, 'health') == 'Unhealthy' || (text(s, 'health') == 'Unknown' && !flag(s, 'applied')))`,
      current: every,
    },
    { kinds: ['Work'], failed: "isNot(object, 'Applied')", current: "is(object, 'Applied')" },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
