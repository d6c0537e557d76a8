import type { GroupRules } from './rule.ts';

export const terraform: GroupRules = {
  groups: ['app.terraform.io', 'infra.galleybytes.com', 'tf.galleybytes.com', 'terraform.core.oam.dev'],
  rules: [
    {
      kinds: ['Workspace'],
      failed: "text(object, 'status.runStatus.status') in ['errored', 'policy_soft_failed', 'canceled', 'discarded']",
      inProgress:
        "present(object, 'status.runStatus.status') && !(status.runStatus.status in ['applied', 'planned_and_finished', 'policy_override'])",
      current: "present(object, 'status.workspaceID')",
    },
    {
      kinds: ['Module'],
      failed: "text(object, 'status.run.status') == 'errored'",
      current: "status.run.status in ['applied', 'planned_and_finished']",
    },
    {
      kinds: ['Terraform'],
      failed: "text(object, 'status.phase').matches('(?i)fail|error')",
      current: "status.phase == 'completed'",
    },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
