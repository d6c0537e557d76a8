import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const keptn: GroupRules = {
  groups: ['lifecycle.keptn.sh', 'metrics.keptn.sh'],
  rules: [
    {
      kinds: ['KeptnEvaluation'],
      ...wordAt('status.overallStatus', { current: ['Succeeded', 'Warning'], failed: ['Failed', 'Deprecated'] }),
    },
    {
      kinds: [
        'KeptnTask',
        'KeptnWorkload',
        'KeptnApp',
        'KeptnWorkloadInstance',
        'KeptnWorkloadVersion',
        'KeptnAppVersion',
      ],
      ...wordAt('status.status', { current: ['Succeeded', 'Warning'], failed: ['Failed', 'Deprecated'] }),
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
