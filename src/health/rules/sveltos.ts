import type { GroupRules } from './rule.ts';

export const sveltos: GroupRules = {
  groups: ['config.projectsveltos.io', 'lib.projectsveltos.io', 'extension.projectsveltos.io'],
  rules: [
    {
      kinds: ['ClusterSummary'],
      failed: "list(object, 'status.featureSummaries').exists(f, f.status.startsWith('Failed'))",
      current: "list(object, 'status.featureSummaries').all(f, f.status in ['Provisioned', 'Removed'])",
      message: "list(object, 'status.featureSummaries').filter(f, has(f.failureMessage))[0].failureMessage",
    },
    {
      kinds: ['SveltosCluster'],
      failed: "present(object, 'status.failureMessage')",
      current: 'status.ready == true',
      message: 'status.failureMessage',
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
