import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const knative: GroupRules = {
  groups: ['*.knative.dev', '*.internal.knative.dev'],
  rules: [
    {
      kinds: ['KnativeServing', 'KnativeEventing', 'KnativeKafka'],
      // Ready is False while deployments come up; only what cannot be installed has failed.
      failed:
        "isNot(object, 'InstallSucceeded') || isNot(object, 'DependenciesInstalled') || " +
        "!(condition(object, 'Ready').status in ['', 'True', 'False', 'Unknown'])",
      current: "is(object, 'Ready')",
    },
    { kinds: ['*'], ...trueOrFailed('Ready') },
  ],
};
