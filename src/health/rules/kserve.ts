import type { GroupRules } from './rule.ts';

export const kserve: GroupRules = {
  groups: ['serving.kserve.io'],
  rules: [
    {
      kinds: ['InferenceService'],
      failed: "list(object, 'status.conditions').exists(c, c.status == 'False' && c.type != 'Stopped')",
      inProgress: "list(object, 'status.conditions').exists(c, c.status == 'Unknown')",
      suspended: "is(object, 'Stopped')",
      current: "anyIs(object, ['Ready', 'PredictorReady'])",
    },
    {
      kinds: ['LLMInferenceService'],
      suspended: "list(object, 'status.conditions').exists(c, has(c.reason) && c.reason == 'Stopped')",
      failed:
        "isNot(object, 'Ready') && !list(object, 'status.conditions').exists(c, has(c.reason) && c.reason == 'Stopped')",
      current: "is(object, 'Ready')",
    },
    { kinds: ['InferenceGraph', 'TrainedModel'], failed: "isNot(object, 'Ready')", current: "is(object, 'Ready')" },
    {
      kinds: ['ServingRuntime', 'ClusterServingRuntime', 'ClusterStorageContainer', 'LLMInferenceServiceConfig'],
      always: 'Current',
    },
    { kinds: ['*'], otherwise: 'convention' },
  ],
};
