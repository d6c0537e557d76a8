import type { GroupRules } from './rule.ts';

/** Loki, Tempo, and the rest of what is watched with. */
export const observability: GroupRules = {
  groups: [
    'loki.grafana.com',
    'tempo.grafana.com',
    'monitoring.grafana.com',
    'logging.banzaicloud.io',
    'fluentbit.fluent.io',
    'fluentd.fluent.io',
    'k6.io',
    'sloth.slok.dev',
    'pyrra.dev',
    'instana.io',
    'dynatrace.com',
  ],
  rules: [
    {
      kinds: ['LokiStack', 'TempoStack', 'TempoMonolithic'],
      failed: "anyIs(object, ['Failed', 'Degraded', 'ConfigurationError'])",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['TestRun', 'K6', 'PrivateLoadZone'],
      failed: "text(object, 'status.stage') == 'error'",
      current: "text(object, 'status.stage') in ['finished', 'stopped']",
    },
    {
      kinds: ['DynaKube', 'EdgeConnect'],
      failed: "text(object, 'status.phase') == 'Error'",
      current: "status.phase == 'Running'",
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
