import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const flagger: GroupRules = {
  groups: ['flagger.app'],
  rules: [
    {
      kinds: ['Canary'],
      ...wordAt('status.phase', { current: ['Initialized', 'Succeeded'], failed: ['Failed'], suspended: ['Waiting'] }),
      message: "condition(object, 'Promoted').message",
    },
    { kinds: ['MetricTemplate', 'AlertProvider'], always: 'Current' },
  ],
};
