import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const humio: GroupRules = {
  groups: ['core.humio.com'],
  rules: [
    {
      kinds: ['HumioCluster', 'HumioExternalCluster'],
      ...wordAt('status.state', { current: ['Running', 'Ready'], failed: ['ConfigError'], unknown: ['Unknown'] }),
    },
    {
      kinds: ['*'],
      ...wordAt('status.state', { current: ['Exists'], failed: ['ConfigError'], unknown: ['Unknown', 'NotFound'] }),
    },
  ],
};
