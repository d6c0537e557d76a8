import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/** Delivery tools beside Argo and Flux. */
export const delivery: GroupRules = {
  groups: [
    'kargo.akuity.io',
    'core.oam.dev',
    'kappctrl.k14s.io',
    'packaging.carvel.dev',
    'fleet.cattle.io',
    'helm.cattle.io',
    'upgrade.cattle.io',
    'k0rdent.mirantis.com',
    'devops.kubesphere.io',
  ],
  rules: [
    {
      kinds: ['Application'],
      ...wordAt('status.status', {
        current: ['running'],
        failed: ['workflowFailed', 'workflowTerminated', 'unhealthy'],
        suspended: ['workflowSuspending'],
      }),
    },
    {
      kinds: ['App', 'PackageInstall', 'PackageRepository'],
      suspended: "flag(object, 'spec.paused')",
      failed: "is(object, 'ReconcileFailed') || is(object, 'DeleteFailed')",
      current: "is(object, 'ReconcileSucceeded')",
      message:
        "text(object, 'status.usefulErrorMessage') != '' ? status.usefulErrorMessage : status.friendlyDescription",
    },
    {
      kinds: ['Stage'],
      failed: "text(object, 'status.health.status') == 'Unhealthy'",
      current: "text(object, 'status.health.status') in ['Healthy', 'NotApplicable', '']",
    },
    {
      kinds: ['Promotion'],
      ...wordAt('status.phase', { current: ['Succeeded'], failed: ['Failed', 'Errored', 'Aborted'] }),
      message: 'status.message',
    },
    {
      kinds: ['Warehouse'],
      failed: "isNot(object, 'Healthy')",
      current: "is(object, 'Healthy') || is(object, 'Ready')",
    },
    {
      kinds: ['Plan'],
      failed: "isNot(object, 'Validated')",
      current: "is(object, 'Complete') || is(object, 'LatestResolved')",
    },
    {
      kinds: ['Bundle', 'GitRepo', 'BundleDeployment'],
      failed: "is(object, 'Stalled')",
      current: "is(object, 'Ready')",
      message: "condition(object, 'Ready').message",
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
