import type { GroupRules } from './rule.ts';

export const openClusterManagement: GroupRules = {
  groups: [
    'policy.open-cluster-management.io',
    'cluster.open-cluster-management.io',
    'work.open-cluster-management.io',
    'apps.open-cluster-management.io',
    'addon.open-cluster-management.io',
    'operator.open-cluster-management.io',
    'agent.open-cluster-management.io',
    'app.k8s.io',
  ],
  rules: [
    {
      kinds: ['Policy'],
      idle: "flag(object, 'spec.disabled')",
      // A policy that no cluster matches has a placement and no compliance.
      failed: "has(status.compliant) && status.compliant != 'Compliant'",
      current:
        "status.compliant == 'Compliant' || " +
        "(!has(status.compliant) && !has(status.status) && size(list(object, 'status.placement')) > 0)",
      message:
        "'clusters that do not comply: ' + string(size(list(object, 'status.status').filter(c, text(c, 'compliant') != 'Compliant')))",
    },
    {
      kinds: ['ConfigurationPolicy'],
      inProgress:
        '!has(status.compliancyDetails) || (has(status.lastEvaluatedGeneration) && has(metadata.generation) && status.lastEvaluatedGeneration != metadata.generation)',
      failed:
        "has(status.compliancyDetails) && has(status.compliant) && status.compliant != 'Compliant' && (!has(status.lastEvaluatedGeneration) || status.lastEvaluatedGeneration == metadata.generation)",
      current: "status.compliant == 'Compliant'",
    },
    {
      kinds: ['CertificatePolicy', 'IamPolicy'],
      failed: "has(status.compliant) && status.compliant != 'Compliant'",
      current: "status.compliant == 'Compliant'",
    },
    {
      kinds: ['OperatorPolicy'],
      failed: "condition(object, 'Compliant').status in ['False', 'Unknown']",
      current: "is(object, 'Compliant')",
    },
    {
      kinds: ['ManagedCluster'],
      failed: "isNot(object, 'HubAcceptedManagedCluster')",
      current: "is(object, 'ManagedClusterConditionAvailable')",
    },
    {
      kinds: ['ManifestWork'],
      failed: "isNot(object, 'Applied')",
      current: "is(object, 'Applied') && is(object, 'Available')",
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
