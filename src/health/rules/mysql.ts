import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const mysql: GroupRules = {
  groups: ['mysql.oracle.com', 'mysql.presslabs.org', 'moco.cybozu.com', 'vitess.io', 'planetscale.com', 'pingcap.com'],
  rules: [
    {
      kinds: ['InnoDBCluster'],
      ...wordAt('status.cluster.status', {
        current: ['ONLINE'],
        failed: ['OFFLINE_UNCERTAIN', 'NO_QUORUM', 'SPLIT_BRAIN', 'ONLINE_UNCERTAIN', 'INVALID', 'UNKNOWN'],
      }),
    },
    { kinds: ['MySQLBackup'], ...wordAt('status.status', { current: ['Completed'], failed: ['Error'] }) },
    {
      kinds: ['MySQLCluster'],
      failed: "isNot(object, 'Healthy') && isNot(object, 'Available')",
      current: "is(object, 'Healthy')",
    },
    { kinds: ['TidbCluster', 'MysqlCluster'], current: "is(object, 'Ready')" },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
