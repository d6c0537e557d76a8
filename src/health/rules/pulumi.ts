import type { GroupRules } from './rule.ts';

export const pulumi: GroupRules = {
  groups: ['pulumi.com', 'auto.pulumi.com'],
  rules: [
    {
      kinds: ['Stack'],
      failed:
        "is(object, 'Stalled') || text(object, 'status.lastUpdate.state') == 'failed' && !is(object, 'Reconciling') && !is(object, 'Ready')",
      inProgress: "is(object, 'Reconciling')",
      current: "is(object, 'Ready') || status.lastUpdate.state == 'succeeded'",
    },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
