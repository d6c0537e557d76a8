import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const imageUpdater: GroupRules = {
  groups: ['argocd-image-updater.argoproj.io'],
  rules: [
    {
      kinds: ['ImageUpdater'],
      ...trueOrFailed('Ready'),
      failed: "is(object, 'Error') || (isNot(object, 'Ready') && !is(object, 'Reconciling'))",
      inProgress: "is(object, 'Reconciling')",
    },
  ],
};
