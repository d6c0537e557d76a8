import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const percona: GroupRules = {
  groups: ['pxc.percona.com', 'psmdb.percona.com', 'ps.percona.com', 'pgv2.percona.com', 'upstream.pgv2.percona.com'],
  rules: [
    {
      kinds: [
        'PerconaXtraDBClusterBackup',
        'PerconaXtraDBClusterRestore',
        'PerconaServerMongoDBBackup',
        'PerconaServerMongoDBRestore',
        'PerconaServerMySQLBackup',
        'PerconaServerMySQLRestore',
        'PerconaPGBackup',
        'PerconaPGRestore',
      ],
      ...wordAt('status.state', {
        current: ['Succeeded', 'ready'],
        failed: ['Failed', 'error', 'rejected', 'Error'],
      }),
      message: "text(object, 'status.error') != '' ? status.error : status.comments",
    },
    {
      kinds: ['*'],
      ...wordAt('status.state', {
        current: ['ready'],
        failed: ['error'],
        suspended: ['paused'],
        inProgress: ['initializing', 'stopping', 'waiting', ''],
      }),
      otherwise: 'Unknown',
      message: "text(object, 'status.ready') + ' of ' + text(object, 'status.size') + ' nodes are ready'",
    },
  ],
};
