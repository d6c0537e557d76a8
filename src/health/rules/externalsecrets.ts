import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const externalSecrets: GroupRules = {
  groups: ['external-secrets.io', 'generators.external-secrets.io', 'kubernetes-client.io'],
  rules: [
    {
      kinds: ['ClusterExternalSecret', 'ClusterPushSecret'],
      current: "is(object, 'Ready')",
      failed: "!is(object, 'Ready') && anyIs(object, ['NotReady', 'PartiallyReady'])",
    },
    { kinds: ['SecretStore', 'ClusterSecretStore', 'PushSecret'], ...trueOrFailed('Ready') },
    {
      kinds: ['ExternalSecret'],
      // The predecessor, kubernetes-external-secrets, writes a sentence instead of conditions.
      failed: "isNot(object, 'Ready') || text(object, 'status.status').startsWith('ERROR')",
      current: "is(object, 'Ready') || text(object, 'status.status') == 'SUCCESS'",
      message: "has(status.status) ? status.status : condition(object, 'Ready').message",
    },
    { kinds: ['*'], always: 'Current' },
  ],
};
