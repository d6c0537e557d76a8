import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const velero: GroupRules = {
  groups: ['velero.io'],
  rules: [
    {
      kinds: ['Schedule'],
      ...wordAt('status.phase', { current: ['Enabled'], failed: ['FailedValidation'] }),
      suspended: "flag(object, 'spec.paused')",
      message: 'status.validationErrors[0]',
    },
    {
      kinds: ['BackupStorageLocation', 'VolumeSnapshotLocation'],
      ...wordAt('status.phase', { current: ['Available'], failed: ['Unavailable'] }),
    },
    {
      kinds: ['BackupRepository', 'ResticRepository'],
      ...wordAt('status.phase', { current: ['Ready'], failed: ['NotReady'] }),
    },
    {
      kinds: ['*'],
      ...wordAt('status.phase', {
        current: ['Completed', 'Processed'],
        failed: [
          'Failed',
          'PartiallyFailed',
          'FailedValidation',
          'WaitingForPluginOperationsPartiallyFailed',
          'FinalizingPartiallyFailed',
        ],
      }),
      message: "text(object, 'status.failureReason') != '' ? status.failureReason : status.validationErrors[0]",
    },
  ],
};
