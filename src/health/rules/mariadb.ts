import type { GroupRules } from './rule.ts';

const failedReasons = "['Failed', 'JobFailed', 'ConnectionFailed', 'PrimarySwitchoverFailed']";

export const mariadb: GroupRules = {
  groups: ['k8s.mariadb.com', 'mariadb.mmontes.io', 'enterprise.mariadb.com'],
  rules: [
    {
      kinds: ['Backup', 'Restore', 'SqlJob', 'PhysicalBackup'],
      failed: `condition(object, 'Complete').reason in ${failedReasons} || (isNot(object, 'Complete') && condition(object, 'Complete').message.matches('(?i)fail|error'))`,
      current: "is(object, 'Complete')",
    },
    {
      kinds: ['*'],
      suspended: "flag(object, 'spec.suspend')",
      failed: `isNot(object, 'Ready') && condition(object, 'Ready').reason in ${failedReasons}`,
      current: "is(object, 'Ready')",
    },
  ],
};
