import type { GroupRules } from './rule.ts';

export const minio: GroupRules = {
  groups: ['minio.min.io', 'sts.min.io', 'aistor.min.io'],
  rules: [
    {
      kinds: ['Tenant'],
      current: "status.currentState == 'Initialized'",
      inProgress:
        "text(object, 'status.currentState') == '' || status.currentState.matches('^(Provisioning|Waiting|Updating|Decommissioning|Restarting)')",
      failed:
        "status.currentState in ['Statefulset not controlled by operator', 'Another MinIO Tenant already exists in the namespace', 'Different versions across MinIO Pools']",
      otherwise: 'Unknown',
      message: 'status.currentState',
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
