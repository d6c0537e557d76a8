import type { GroupRules } from './rule.ts';

export const threeScale: GroupRules = {
  groups: ['apps.3scale.net', 'capabilities.3scale.net'],
  rules: [
    {
      kinds: ['APIManager'],
      inProgress: "present(object, 'status.deployments.starting') || present(object, 'status.deployments.stopped')",
      current: "present(object, 'status.deployments.ready') || is(object, 'Available')",
      failed:
        "isNot(object, 'Available') && condition(object, 'Available').reason != '' && !present(object, 'status.deployments.ready')",
    },
    { kinds: ['APIcast'], failed: "is(object, 'Degraded')", current: "is(object, 'Ready') || is(object, 'Available')" },
    {
      kinds: ['ProxyConfigPromote'],
      failed: "is(object, 'Failed')",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['*'],
      failed: "anyIs(object, ['Failed', 'Invalid', 'Orphan'])",
      // A developer's account waits for an administrator's approval.
      suspended: "is(object, 'Waiting')",
      current: "anyIs(object, ['Synced', 'Ready'])",
    },
  ],
};
