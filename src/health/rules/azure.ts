import type { GroupRules } from './rule.ts';

/** Azure Service Operator: how bad a condition is stands beside it. Warnings are retried, errors are not. */
export const azure: GroupRules = {
  groups: ['*.azure.com'],
  rules: [
    {
      kinds: ['*'],
      failed:
        "status.conditions.exists(c, c.type == 'Ready' && c.status == 'False' && has(c.severity) && c.severity == 'Error')",
      suspended:
        "has(metadata.annotations) && 'serviceoperator.azure.com/reconcile-policy' in metadata.annotations && " +
        "metadata.annotations['serviceoperator.azure.com/reconcile-policy'] == 'skip' && size(list(object, 'status.conditions')) == 0",
      current: "is(object, 'Ready')",
      otherwise: 'convention',
    },
  ],
};
