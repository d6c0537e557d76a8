import type { GroupRules } from './rule.ts';

/** Strimzi writes Ready or NotReady, never the one as False. A pause is a condition of its own, Warning is advice. */
export const strimzi: GroupRules = {
  groups: ['kafka.strimzi.io', 'core.strimzi.io', 'access.strimzi.io'],
  rules: [
    {
      kinds: [
        'Kafka',
        'KafkaConnect',
        'KafkaMirrorMaker',
        'KafkaMirrorMaker2',
        'KafkaBridge',
        'KafkaNodePool',
        'KafkaRebalance',
      ],
      suspended: "is(object, 'ReconciliationPaused')",
      failed:
        "(is(object, 'NotReady') && condition(object, 'NotReady').reason != 'Creating') || isNot(object, 'Ready')",
      current: "anyIs(object, ['Ready', 'ProposalReady'])",
      blank: 'InProgress',
    },
    {
      kinds: ['StrimziPodSet'],
      current: 'status.readyPods == status.pods && status.currentPods == status.pods',
    },
    {
      kinds: ['*'],
      suspended: "is(object, 'ReconciliationPaused')",
      failed: "is(object, 'NotReady') || isNot(object, 'Ready')",
      current: "is(object, 'Ready')",
    },
  ],
};
