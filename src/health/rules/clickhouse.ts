import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const clickhouse: GroupRules = {
  groups: ['clickhouse.altinity.com', 'clickhouse-keeper.altinity.com'],
  rules: [
    { kinds: ['ClickHouseInstallationTemplate', 'ClickHouseOperatorConfiguration'], always: 'Current' },
    {
      kinds: ['*'],
      ...wordAt('status.status', { current: ['Completed'], failed: ['Failed', 'Aborted'], suspended: ['Stopped'] }),
      message: "text(object, 'status.error') != '' ? status.error : status.action",
    },
  ],
};
