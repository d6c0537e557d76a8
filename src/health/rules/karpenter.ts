import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const karpenter: GroupRules = {
  groups: ['karpenter.sh', 'karpenter.k8s.aws', 'karpenter.azure.com'],
  rules: [
    {
      kinds: ['NodePool'],
      failed: "isNot(object, 'Ready') || (!is(object, 'Ready') && isNot(object, 'NodeClassReady'))",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['NodeClaim'],
      failed: "isNot(object, 'Ready') && !is(object, 'Disrupting')",
      suspended: "is(object, 'Disrupting')",
      current: "is(object, 'Ready')",
    },
    { kinds: ['Provisioner', 'AWSNodeTemplate'], blank: 'Current', otherwise: 'convention' },
    {
      kinds: ['EC2NodeClass', 'AKSNodeClass'],
      failed:
        "isNot(object, 'Ready') || (!is(object, 'Ready') && anyIsNot(object, ['SubnetsReady', 'SecurityGroupsReady', 'ValidationSucceeded', 'AMIsReady', 'InstanceProfileReady']))",
      current: "is(object, 'Ready')",
    },
    { kinds: ['*'], ...trueOrFailed('Ready') },
  ],
};
