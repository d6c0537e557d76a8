import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const netapp: GroupRules = {
  groups: ['trident.netapp.io', 'astra.netapp.io', 'protect.trident.netapp.io'],
  rules: [
    {
      kinds: ['TridentBackendConfig'],
      ...wordAt('status.lastOperationStatus', { current: ['Success'], failed: ['Failed'] }),
      message: 'status.message',
    },
    {
      kinds: ['TridentOrchestrator'],
      ...wordAt('status.status', { current: ['Installed', 'Updated'], failed: ['Error', 'Failed'] }),
      message: 'status.message',
    },
    {
      kinds: [
        'Application',
        'AppVault',
        'Schedule',
        'ExecHook',
        'Snapshot',
        'Backup',
        'ResourceBackup',
        'ResticVolumeBackup',
        'KopiaVolumeBackup',
      ],
      ...wordAt('status.state', {
        current: ['Ready', 'Available', 'Completed', 'Active'],
        failed: ['Error', 'Failed'],
        suspended: ['Blocked'],
      }),
      failed:
        "text(object, 'status.state') in ['Error', 'Failed', 'Removed'] || isNot(object, 'Ready') && condition(object, 'Ready').reason.matches('(?i)fail|error')",
      current: "text(object, 'status.state') in ['Ready', 'Available', 'Completed', 'Active'] || is(object, 'Ready')",
      message: 'has(status.error) ? status.error : status.message',
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
