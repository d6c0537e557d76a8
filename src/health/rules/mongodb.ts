import { trueOrFailed, wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const mongodb: GroupRules = {
  groups: ['mongodb.com', 'mongodbcommunity.mongodb.com', 'atlas.mongodb.com'],
  rules: [
    {
      kinds: [
        'MongoDBCommunity',
        'MongoDB',
        'MongoDBMultiCluster',
        'MongoDBOpsManager',
        'MongoDBUser',
        'MongoDBSearch',
      ],
      ...wordAt('status.phase', {
        current: ['Running', 'Updated'],
        failed: ['Failed', 'Unsupported'],
        suspended: ['Disabled'],
      }),
      message: 'status.message',
    },
    { kinds: ['*'], ...trueOrFailed('Ready') },
  ],
};
