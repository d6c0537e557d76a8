import type { GroupRules } from './rule.ts';

/**
 * All of Flux' toolkits write kstatus' own conditions. A retry after a failure is announced as Reconciling too, while
 * Ready says what went wrong: that counts as failed, as Flux' own CLI shows it.
 */
export const flux: GroupRules = {
  groups: ['*.toolkit.fluxcd.io', 'fluxcd.controlplane.io', 'infra.contrib.fluxcd.io'],
  rules: [
    {
      kinds: ['Provider', 'Alert'],
      blank: 'Current',
      suspended: "flag(object, 'spec.suspend')",
      otherwise: 'convention',
    },
    {
      kinds: ['HelmRepository'],
      // A repository of type oci is only looked at by those who use it.
      blank: 'Current',
      suspended: "flag(object, 'spec.suspend')",
      failed: "isNot(object, 'Ready') && !(condition(object, 'Ready').reason in ['Progressing', 'DependencyNotReady'])",
      current: "is(object, 'Ready') && !is(object, 'Reconciling')",
    },
    {
      kinds: ['*'],
      suspended: "flag(object, 'spec.suspend')",
      failed:
        "is(object, 'Stalled') || " +
        "(isNot(object, 'Ready') && !(condition(object, 'Ready').reason in ['Progressing', 'ProgressingWithRetry']))",
      inProgress: "is(object, 'Reconciling')",
      current: "is(object, 'Ready')",
    },
  ],
};
