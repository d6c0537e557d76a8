import type { GroupRules } from './rule.ts';

const matched =
  "flag(object, 'status.NoMatchingInstances') || is(object, 'NoMatchingInstance') || is(object, 'InvalidSpec')";

export const grafana: GroupRules = {
  groups: ['grafana.integreatly.org'],
  rules: [
    {
      kinds: ['Grafana'],
      failed: "status.stageStatus == 'failed'",
      current: "status.stage == 'complete' && status.stageStatus == 'success'",
      message: 'status.lastMessage',
    },
    {
      kinds: ['GrafanaDatasource'],
      failed: `${matched} || isNot(object, 'DatasourceSynchronized')`,
      inProgress: "text(object, 'status.uid') == '' && has(status.uid)",
      current: 'true',
    },
    {
      kinds: ['*'],
      failed: `${matched} || is(object, 'FolderUIDMismatch') || status.conditions.exists(c, c.status == 'False' && !(c.type in ['FolderUIDMismatch', 'NoMatchingInstance', 'InvalidSpec']))`,
      current: "status.conditions.exists(c, c.status == 'True')",
    },
  ],
};
