import type { GroupRules } from './rule.ts';

export const confluent: GroupRules = {
  groups: ['platform.confluent.io'],
  rules: [
    {
      kinds: ['Connector', 'KafkaTopic', 'Schema', 'ConfluentRolebinding', 'ClusterLink', 'KafkaRestClass'],
      failed:
        "text(object, 'status.state') in ['ERROR', 'FAILED'] || text(object, 'status.connectorState') == 'FAILED' || number(object, 'status.failedTasksCount') > 0.0",
      current:
        "status.state in ['CREATED', 'SUCCEEDED'] && text(object, 'status.connectorState') in ['', 'RUNNING'] && !has(status.failedTasksCount)",
      suspended: "text(object, 'status.connectorState') == 'PAUSED'",
      message: 'status.conditions[0].message',
    },
    {
      kinds: ['*'],
      failed: "text(object, 'status.phase') in ['ERROR', 'FAILED']",
      current: "status.phase == 'RUNNING'",
    },
  ],
};
