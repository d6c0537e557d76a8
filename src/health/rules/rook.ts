import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const rook: GroupRules = {
  groups: ['ceph.rook.io', 'objectbucket.io'],
  rules: [
    {
      kinds: ['CephCluster'],
      failed:
        "text(object, 'status.ceph.health') in ['HEALTH_ERR', 'HEALTH_WARN'] || text(object, 'status.state') == 'Error' || " +
        "text(object, 'status.phase') == 'Failure'",
      inProgress: "text(object, 'status.phase') in ['Progressing', 'Deleting', 'Connecting']",
      current: "status.ceph.health == 'HEALTH_OK' && status.state in ['Created', 'Connected']",
      message: 'status.message',
    },
    {
      kinds: ['*'],
      ...wordAt('status.phase', {
        current: ['Ready', 'Created', 'Bound', 'Connected', 'Available'],
        failed: ['Failure', 'Failed', 'Error', 'ReconcileFailed'],
      }),
    },
  ],
};
