import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const capsule: GroupRules = {
  groups: ['capsule.clastix.io', 'addons.projectcapsule.dev', 'projectcapsule.dev'],
  rules: [
    { kinds: ['*'], ...trueOrFailed('Ready'), suspended: "is(object, 'Cordoned') || flag(object, 'spec.cordoned')" },
  ],
};
