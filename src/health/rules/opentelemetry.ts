import type { GroupRules } from './rule.ts';

/** Counts as text: `1/3`. A sidecar collector has none. */
const counts = "text(object, 'status.scale.statusReplicas')";

export const openTelemetry: GroupRules = {
  groups: ['opentelemetry.io'],
  rules: [
    {
      kinds: ['OpenTelemetryCollector', 'TargetAllocator'],
      failed: `${counts}.startsWith('0/') && ${counts} != '0/0'`,
      current:
        `${counts} == '' || ${counts}.matches('^0/0$') || ` +
        `${counts} == string(number(object, 'status.scale.replicas')) + '/' + string(number(object, 'status.scale.replicas'))`,
      message: `${counts} + ' replicas are ready'`,
    },
    { kinds: ['Instrumentation', 'OpAMPBridge'], blank: 'Current', otherwise: 'convention' },
  ],
};
