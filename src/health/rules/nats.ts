import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const nats: GroupRules = {
  groups: ['nats.io', 'jetstream.nats.io'],
  rules: [
    {
      kinds: ['Stream', 'Consumer', 'KeyValue', 'ObjectStore', 'Account'],
      failed: "isNot(object, 'Ready') && condition(object, 'Ready').reason in ['Errored', 'Error']",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['NatsCluster', 'NatsServiceRole'],
      ...wordAt('status.phase', { current: ['Running'], failed: ['Failed'] }),
    },
  ],
};
