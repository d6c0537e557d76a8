import type { GroupRules } from './rule.ts';

/** Managed resources, composites and claims: Synced says whether the last call went through, Ready whether the thing is there. */
export const crossplane: GroupRules = {
  groups: ['*.crossplane.io', '*.upbound.io'],
  rules: [
    {
      kinds: [
        'Composition',
        'CompositionRevision',
        'EnvironmentConfig',
        'DeploymentRuntimeConfig',
        'ControllerConfig',
        'ProviderConfig',
        'ProviderConfigUsage',
        'ClusterProviderConfig',
        'StoreConfig',
        'ImageConfig',
        'Usage',
        'ClusterUsage',
        'ManagedResourceActivationPolicy',
      ],
      always: 'Current',
    },
    {
      kinds: ['CompositeResourceDefinition'],
      current: "is(object, 'Established')",
      failed: "isNot(object, 'Established') && condition(object, 'Established').reason != 'WatchingCompositeResource'",
    },
    {
      kinds: ['Provider', 'Configuration', 'Function'],
      failed: "isNot(object, 'Installed') || isNot(object, 'Healthy')",
      current: "is(object, 'Installed') && is(object, 'Healthy')",
    },
    {
      kinds: ['ProviderRevision', 'ConfigurationRevision', 'FunctionRevision'],
      failed: "anyIsNot(object, ['Healthy', 'RevisionHealthy', 'RuntimeHealthy'])",
      current: "anyIs(object, ['Healthy', 'RevisionHealthy'])",
    },
    {
      kinds: ['*'],
      suspended: "condition(object, 'Synced').reason == 'ReconcilePaused'",
      failed:
        "(isNot(object, 'Synced') && condition(object, 'Synced').reason != 'ReconcilePaused') || " +
        "isNot(object, 'LastAsyncOperation') || isNot(object, 'Responsive')",
      current: "is(object, 'Ready') && !isNot(object, 'Synced')",
    },
  ],
};
