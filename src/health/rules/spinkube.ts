import type { GroupRules } from './rule.ts';

export const spinKube: GroupRules = {
  groups: ['core.spinkube.dev', 'core.spinoperator.dev'],
  rules: [
    {
      kinds: ['SpinApp'],
      failed: "!is(object, 'Available')",
      inProgress:
        "number(object, 'status.readyReplicas') < number(object, 'spec.replicas', 1) || is(object, 'Progressing')",
      current: "is(object, 'Available')",
    },
    { kinds: ['SpinAppExecutor'], always: 'Current' },
  ],
};
