import type { GroupRules } from './rule.ts';

export const druid: GroupRules = {
  groups: ['druid.apache.org'],
  rules: [
    {
      kinds: ['Druid'],
      failed:
        "status.druidNodeStatus.druidNodeConditionType == 'DruidNodeErrorState' || status.druidNodeStatus.druidNodeConditionStatus == 'False'",
      current:
        "status.druidNodeStatus.druidNodeConditionType == 'DruidClusterReady' && status.druidNodeStatus.druidNodeConditionStatus == 'True'",
      message: 'status.druidNodeStatus.reason',
    },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
