import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const zalando: GroupRules = {
  groups: ['acid.zalan.do', 'zalando.org'],
  rules: [
    {
      kinds: ['postgresql'],
      ...wordAt('status.PostgresClusterStatus', { current: ['Running'], inProgress: ['Creating', 'Updating', ''] }),
      otherwise: 'Failed',
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
