import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const capsule: GroupRules = {
  groups: ['capsule.clastix.io', 'addons.projectcapsule.dev', 'projectcapsule.dev'],
  rules: [
    {
      kinds: ['ResourcePoolClaim'],
      ...trueOrFailed('Ready'),
      // A claim that no pool takes waits for somebody to make room in one.
      failed: "isNot(object, 'Ready') && !isNot(object, 'Bound')",
      suspended: "isNot(object, 'Bound')",
    },
    { kinds: ['*'], ...trueOrFailed('Ready'), suspended: "is(object, 'Cordoned') || flag(object, 'spec.cordoned')" },
  ],
};
