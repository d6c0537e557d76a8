import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const cockroach: GroupRules = {
  groups: ['crdb.cockroachlabs.com'],
  rules: [
    { kinds: ['CrdbCluster'], ...wordAt('status.clusterStatus', { current: ['Finished'], failed: ['Failed'] }) },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
