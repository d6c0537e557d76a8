import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/** OpenSearch. */
export const openSearch: GroupRules = {
  groups: ['opensearch.opster.io', 'opensearch.org'],
  rules: [
    {
      kinds: ['OpenSearchCluster'],
      failed: "text(object, 'status.health') == 'red' || text(object, 'status.phase') == 'FAILED'",
      inProgress: "text(object, 'status.phase') in ['PENDING', 'UPGRADING'] || !flag(object, 'status.initialized')",
      current: "status.phase == 'RUNNING'",
    },
    {
      kinds: ['*'],
      ...wordAt('status.state', { current: ['CREATED', 'IGNORED'], failed: ['ERROR'] }),
      message: 'status.reason',
    },
  ],
};
