import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const victoriaMetrics: GroupRules = {
  groups: ['operator.victoriametrics.com'],
  rules: [
    {
      kinds: ['*'],
      ...wordAt('status.updateStatus', { current: ['operational'], failed: ['failed'], suspended: ['paused'] }),
      message: 'status.reason',
    },
  ],
};
