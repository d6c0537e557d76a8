import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const longhorn: GroupRules = {
  groups: ['longhorn.io'],
  rules: [
    {
      kinds: ['Volume'],
      failed: "text(object, 'status.robustness') == 'faulted'",
      current: "status.state == 'detached' || (status.state == 'attached' && status.robustness == 'healthy')",
      message: "'the volume is ' + status.state + ', robustness ' + status.robustness",
    },
    {
      kinds: ['Engine', 'Replica', 'InstanceManager', 'ShareManager', 'BackingImageManager'],
      ...wordAt('status.currentState', { current: ['running', 'stopped'], failed: ['error', 'unknown'] }),
    },
    {
      kinds: ['Backup', 'SystemBackup', 'SystemRestore'],
      ...wordAt('status.state', { current: ['Completed', 'Ready'], failed: ['Error', 'Unknown'] }),
    },
    { kinds: ['BackupTarget'], current: "flag(object, 'status.available')", failed: 'status.available == false' },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
