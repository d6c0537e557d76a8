import { trueOrFailed, wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const certManager: GroupRules = {
  groups: [
    'cert-manager.io',
    'acme.cert-manager.io',
    'certmanager.k8s.io',
    'trust.cert-manager.io',
    'policy.cert-manager.io',
  ],
  rules: [
    {
      kinds: ['Certificate'],
      // Not ready yet and being issued is how every certificate begins, and how each is renewed.
      failed: "isNot(object, 'Ready') && !is(object, 'Issuing')",
      inProgress: "is(object, 'Issuing')",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['CertificateRequest'],
      failed:
        "anyIs(object, ['Denied', 'InvalidRequest']) || (isNot(object, 'Ready') && condition(object, 'Ready').reason in ['Failed', 'Denied'])",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['Order', 'Challenge'],
      ...wordAt('status.state', { current: ['valid'], failed: ['invalid', 'expired', 'errored'] }),
      message: 'status.reason',
    },
    { kinds: ['Issuer', 'ClusterIssuer'], ...trueOrFailed('Ready') },
    { kinds: ['Bundle'], failed: "isNot(object, 'Synced')", current: "is(object, 'Synced')" },
    { kinds: ['*'], ...trueOrFailed('Ready') },
  ],
};
