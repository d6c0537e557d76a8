import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const redis: GroupRules = {
  groups: [
    'redis.redis.opstreelabs.in',
    'databases.spotahome.com',
    'app.redislabs.com',
    'dragonflydb.io',
    'hyperspike.io',
  ],
  rules: [
    {
      kinds: ['RedisCluster', 'RedisReplication', 'Redis', 'RedisSentinel'],
      ...wordAt('status.state', { current: ['Ready', 'Running', ''], failed: ['Failed'] }),
      blank: 'Current',
      message: 'status.reason',
    },
    { kinds: ['RedisFailover'], blank: 'Current', otherwise: 'convention' },
    {
      kinds: ['RedisEnterpriseCluster'],
      ...wordAt('status.state', { current: ['Running'], failed: ['Invalid', 'Error', 'ClusterRecoveryFailed'] }),
    },
    {
      kinds: ['RedisEnterpriseDatabase', 'RedisEnterpriseActiveActiveDatabase'],
      ...wordAt('status.status', { current: ['active'], failed: ['creation-failed', 'recovery', 'missing'] }),
    },
    { kinds: ['Dragonfly'], ...wordAt('status.phase', { current: ['ready', 'Ready'], failed: ['failed'] }) },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
