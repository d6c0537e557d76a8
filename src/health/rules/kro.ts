import type { GroupRules } from './rule.ts';

export const kro: GroupRules = {
  groups: ['kro.run'],
  rules: [
    {
      kinds: ['ResourceGraphDefinition'],
      failed:
        "!is(object, 'Ready') && anyIsNot(object, ['GraphRevisionsResolved', 'GraphAccepted', 'KindReady', 'ControllerReady', 'Ready', 'ResourceGraphAccepted'])",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['*'],
      failed:
        "!is(object, 'Ready') && text(object, 'status.state') in ['FAILED', 'ERROR'] && anyIsNot(object, ['InstanceManaged', 'GraphResolved', 'ResourcesReady', 'Ready'])",
      current:
        "is(object, 'Ready') || (size(list(object, 'status.conditions')) == 0 && text(object, 'status.state') == 'ACTIVE')",
    },
  ],
};
