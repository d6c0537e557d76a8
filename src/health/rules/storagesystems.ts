import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const storageSystems: GroupRules = {
  groups: [
    'volsync.backube',
    'topolvm.io',
    'topolvm.cybozu.com',
    'piraeus.io',
    'openebs.io',
    'cstor.openebs.io',
    'local.storage.openshift.io',
    'juicefs.com',
    'core.libopenstorage.org',
    'stork.libopenstorage.org',
    'k8up.io',
    'kasten.io',
  ],
  rules: [
    {
      kinds: ['LogicalVolume'],
      failed: "present(object, 'status.message')",
      current: "present(object, 'status.volumeID')",
    },
    {
      kinds: ['ReplicationSource', 'ReplicationDestination'],
      suspended: "flag(object, 'spec.paused')",
      failed: "condition(object, 'Synchronizing').reason == 'Error'",
      current:
        "condition(object, 'Synchronizing').reason in ['WaitingForSchedule', 'WaitingForManual', 'CleaningUp'] || present(object, 'status.lastSyncTime')",
    },
    {
      kinds: ['LinstorCluster', 'LinstorSatellite', 'LinstorNodeConnection'],
      current: "is(object, 'Available') && is(object, 'Configured')",
    },
    {
      kinds: ['StorageCluster', 'StorageNode'],
      ...wordAt('status.phase', { current: ['Online', 'Running'], failed: ['Failed', 'Degraded', 'Offline'] }),
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
