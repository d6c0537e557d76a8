import type { GroupRules } from './rule.ts';

export const solr: GroupRules = {
  groups: ['solr.apache.org', 'solr.bloomberg.com'],
  rules: [
    {
      kinds: ['SolrCloud'],
      inProgress:
        "status.solrNodes.exists(n, !n.ready) || number(object, 'status.upToDateNodes', number(object, 'status.replicas')) < number(object, 'status.replicas')",
      current: 'status.readyReplicas == status.replicas',
      message: "string(status.readyReplicas) + ' of ' + string(status.replicas) + ' nodes are ready'",
    },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
