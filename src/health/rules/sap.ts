import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const sap: GroupRules = {
  groups: [
    'services.cloud.sap.com',
    'sme.sap.com',
    'operator.kyma-project.io',
    'eventing.kyma-project.io',
    'gateway.kyma-project.io',
  ],
  rules: [
    {
      kinds: ['ServiceInstance', 'ServiceBinding'],
      failed: "isNot(object, 'Succeeded') || is(object, 'Failed')",
      current: "size(list(object, 'status.conditions')) > 0",
    },
    { kinds: ['APIRule'], ...wordAt('status.state', { current: ['Ready'], failed: ['Error'] }) },
    { kinds: ['*'], ...wordAt('status.state', { current: ['Ready', 'Consistent'], failed: ['Error', 'Warning'] }) },
  ],
};
