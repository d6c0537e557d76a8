import type { GroupRules } from './rule.ts';

/** The operator writes a third value, `Degraded`, where some pods serve and others do not. */
export const prometheus: GroupRules = {
  groups: ['monitoring.coreos.com', 'azmonitoring.coreos.com'],
  rules: [
    {
      kinds: ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'],
      suspended: "flag(object, 'spec.paused') || flag(object, 'status.paused')",
      failed: "isNot(object, 'Available') || isNot(object, 'Reconciled')",
      current: "is(object, 'Available') && is(object, 'Reconciled')",
    },
    { kinds: ['*'], always: 'Current' },
  ],
};
