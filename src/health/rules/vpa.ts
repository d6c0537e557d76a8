import type { GroupRules } from './rule.ts';

/** A recommendation takes a day of samples; only a target or a configuration that does not exist is a failure. */
export const verticalPodAutoscaler: GroupRules = {
  groups: ['autoscaling.k8s.io'],
  rules: [
    {
      kinds: ['VerticalPodAutoscaler'],
      blank: 'Current',
      failed: "is(object, 'ConfigUnsupported')",
      current: 'true',
    },
    { kinds: ['VerticalPodAutoscalerCheckpoint'], always: 'Current' },
  ],
};
