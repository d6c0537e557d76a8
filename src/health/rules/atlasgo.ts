import type { GroupRules } from './rule.ts';

export const atlasGo: GroupRules = {
  groups: ['db.atlasgo.io'],
  rules: [
    {
      kinds: ['*'],
      failed: "isNot(object, 'Ready') && condition(object, 'Ready').reason != 'Reconciling'",
      current: "is(object, 'Ready')",
    },
  ],
};
