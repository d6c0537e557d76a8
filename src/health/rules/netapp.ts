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
      kinds: ['Application', 'AppVault'],
      failed:
        "isNot(object, 'Ready') || text(object, 'status.state') in ['Error', 'Failed', 'Removed', 'Unavailable', 'failed']",
      current: "is(object, 'Ready') || text(object, 'status.state') in ['Ready', 'Available', 'available']",
      message: 'status.error',
    },
    // A protection policy is in force as soon as it is stored; its runs are objects of their own.
    { kinds: ['Schedule'], blank: 'Current', current: 'true' },
    { kinds: ['ExecHook'], blank: 'Current', suspended: 'spec.enabled == false', current: 'true' },
    {
      kinds: [
        'Backup',
        'Snapshot',
        'ResourceBackup',
        'ResticVolumeBackup',
        'KopiaVolumeBackup',
        'BackupRestore',
        'SnapshotRestore',
      ],
      ...wordAt('status.state', { current: ['Completed', 'Ready'], inProgress: ['Running', 'Pending', ''] }),
      otherwise: 'Failed',
      message: 'has(status.error) ? status.error : status.state',
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
