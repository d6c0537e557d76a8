import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/** Elastic Cloud on Kubernetes: every stack application has the same health, Elasticsearch a phase as well. */
export const elastic: GroupRules = {
  groups: ['*.k8s.elastic.co'],
  rules: [
    {
      kinds: ['Elasticsearch'],
      // Yellow for good is a replica that has no node to go to: somebody has to change the index or the cluster.
      failed:
        "text(object, 'status.phase') == 'Invalid' || (status.phase == 'Ready' && status.health in ['red', 'yellow'] && " +
        "number(object, 'status.availableNodes') >= sum(object, 'spec.nodeSets', 'count'))",
      inProgress:
        "number(object, 'status.availableNodes') < sum(object, 'spec.nodeSets', 'count') || status.phase in ['ApplyingChanges', 'MigratingData']",
      current: "status.health == 'green' && status.phase == 'Ready'",
      otherwise: 'Unknown',
    },
    {
      kinds: ['Beat', 'Agent'],
      ...wordAt('status.health', { current: ['green'], failed: ['red'], unknown: ['unknown', 'invalid'] }),
      empty: 'Unknown',
      current:
        "status.health == 'green' && number(object, 'status.availableNodes') >= number(object, 'status.expectedNodes')",
      message: "string(status.availableNodes) + ' of ' + string(status.expectedNodes) + ' instances are available'",
    },
    {
      kinds: ['StackConfigPolicy'],
      ...wordAt('status.phase', { current: ['Ready'], failed: ['Error', 'Invalid', 'Conflict'] }),
    },
    {
      kinds: ['ElasticsearchAutoscaler'],
      current: "is(object, 'Healthy') || is(object, 'Active')",
      failed: "isNot(object, 'Healthy')",
    },
    { kinds: ['*'], ...wordAt('status.health', { current: ['green'], failed: ['red'] }) },
  ],
};
