import { trueOrFailed } from './patterns.ts';
import type { GroupRules, KindRule } from './rule.ts';

/** A condition that is False and says no more than "not yet". */
const soon = "c.reason.matches('Pending|InProgress|Progressing|Waiting|Reconciling|Unknown') || c.status != 'False'";

/**
 * One entry of conditions a parent. What an entry says of an earlier spec is passed over while another entry speaks of
 * this one: a parent that was taken out of the spec leaves its entry behind.
 */
const attached = (path: string): Omit<KindRule, 'kinds'> => ({
  failed: `nested(object, '${path}').exists(c, !c.stale && c.status == 'False' && !(${soon}))`,
  inProgress: `nested(object, '${path}').all(c, c.stale) || nested(object, '${path}').exists(c, !c.stale && c.status != 'True')`,
  current: `nested(object, '${path}').exists(c, !c.stale && c.type == 'Accepted')`,
  message: `nested(object, '${path}').filter(c, !c.stale && c.status != 'True')[0].message`,
});

export const gatewayApi: GroupRules = {
  groups: ['gateway.networking.k8s.io', 'gateway.networking.x-k8s.io', 'inference.networking.k8s.io'],
  rules: [
    { kinds: ['GatewayClass'], ...trueOrFailed('Accepted') },
    {
      kinds: ['Gateway', 'ListenerSet', 'XListenerSet'],
      failed:
        `status.conditions.exists(c, c.type in ['Accepted', 'Programmed', 'ResolvedRefs'] && c.status == 'False' && !(${soon})) || ` +
        `nested(object, 'status.listeners').exists(c, !c.stale && c.type in ['Accepted', 'Programmed', 'ResolvedRefs'] && c.status == 'False' && !(${soon}))`,
      inProgress:
        'status.conditions.exists(c, has(c.observedGeneration) && has(metadata.generation) && c.observedGeneration < metadata.generation)',
      current: "is(object, 'Accepted') && is(object, 'Programmed')",
    },
    {
      kinds: ['BackendTLSPolicy', 'XBackendTrafficPolicy'],
      ...attached('status.ancestors'),
      inProgress: "nested(object, 'status.ancestors').exists(c, c.stale || c.status != 'True')",
    },
    { kinds: ['ReferenceGrant'], always: 'Current' },
    { kinds: ['InferencePool'], ...attached('status.parents') },
    { kinds: ['*'], ...attached('status.parents') },
  ],
};
