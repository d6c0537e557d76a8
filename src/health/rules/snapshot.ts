import type { GroupRules } from './rule.ts';

export const snapshot: GroupRules = {
  groups: ['snapshot.storage.k8s.io', 'groupsnapshot.storage.k8s.io'],
  rules: [
    { kinds: ['VolumeSnapshotClass', 'VolumeGroupSnapshotClass'], always: 'Current' },
    {
      kinds: ['*'],
      current: 'status.readyToUse == true',
      failed: "has(status.error) && !flag(object, 'status.readyToUse')",
      message: 'status.error.message',
    },
  ],
};
