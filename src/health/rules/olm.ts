import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/** A subscription whose upgrades are approved by hand does its work as long as a version is installed. */
const waitsForApproval =
  "text(object, 'status.state') == 'UpgradePending' && text(object, 'spec.installPlanApproval') == 'Manual' && present(object, 'status.installedCSV')";

export const olm: GroupRules = {
  groups: ['operators.coreos.com', 'packages.operators.coreos.com', 'olm.operatorframework.io'],
  rules: [
    {
      kinds: ['Subscription'],
      failed:
        "anyIs(object, ['CatalogSourcesUnhealthy', 'InstallPlanFailed', 'ResolutionFailed', 'BundleUnpackFailed'])",
      current: `status.state == 'AtLatestKnown' || (${waitsForApproval})`,
    },
    {
      kinds: ['ClusterServiceVersion'],
      ...wordAt('status.phase', { current: ['Succeeded'], failed: ['Failed'] }),
    },
    {
      kinds: ['InstallPlan'],
      ...wordAt('status.phase', { current: ['Complete'], failed: ['Failed'], suspended: ['RequiresApproval'] }),
    },
    {
      kinds: ['CatalogSource'],
      ...wordAt('status.connectionState.lastObservedState', { current: ['READY'], failed: ['TRANSIENT_FAILURE'] }),
    },
    {
      kinds: ['OperatorGroup', 'OperatorCondition', 'OLMConfig', 'Operator'],
      blank: 'Current',
      otherwise: 'convention',
    },
    {
      kinds: ['ClusterExtension', 'ClusterCatalog'],
      failed: "condition(object, 'Progressing').reason == 'Blocked'",
      current: "is(object, 'Installed') || is(object, 'Serving')",
    },
  ],
};
