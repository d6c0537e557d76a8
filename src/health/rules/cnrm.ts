import type { GroupRules } from './rule.ts';

/** Google's Config Connector: one Ready condition, whose reason tells waiting from failing. */
export const cnrm: GroupRules = {
  groups: ['*.cnrm.cloud.google.com'],
  rules: [
    {
      kinds: ['*'],
      failed:
        "isNot(object, 'Ready') && condition(object, 'Ready').reason in ['UpdateFailed', 'DeleteFailed', " +
        "'DependencyNotFound', 'DependencyInvalid', 'ManagementConflict', 'PreActuationTransformFailed', " +
        "'PostActuationTransformFailed', 'Unmanaged', 'Deadlock']",
      suspended: "isNot(object, 'Ready') && condition(object, 'Ready').reason == 'DependencyNotReady'",
      current: "is(object, 'Ready')",
    },
  ],
};
