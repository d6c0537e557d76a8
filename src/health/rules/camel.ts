import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const camel: GroupRules = {
  groups: ['camel.apache.org'],
  rules: [
    {
      kinds: ['Integration', 'Pipe', 'KameletBinding'],
      ...wordAt('status.phase', { current: ['Running', 'Ready'], failed: ['Error', 'Unknown'] }),
      message: "condition(object, 'Ready').message",
    },
    {
      kinds: ['IntegrationKit', 'IntegrationPlatform', 'Kamelet', 'CamelCatalog', 'Build', 'IntegrationProfile'],
      ...wordAt('status.phase', { current: ['Ready', 'Succeeded'], failed: ['Error', 'Failed', 'Interrupted'] }),
    },
  ],
};
