import type { GroupRules } from './rule.ts';

export const datadog: GroupRules = {
  groups: ['datadoghq.com'],
  rules: [
    {
      kinds: ['DatadogMetric'],
      failed: "is(object, 'Error') || isNot(object, 'Valid')",
      current: "is(object, 'Valid')",
    },
    { kinds: ['DatadogMonitor', 'DatadogSLO', 'DatadogDashboard', 'DatadogAgent'], otherwise: 'convention' },
  ],
};
