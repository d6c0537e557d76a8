import { trueOrFailed } from './patterns.ts';
import type { GroupRules, KindRule } from './rule.ts';

/** Policies attached to something: one entry of conditions for each thing that the policy reaches. */
const attached: Omit<KindRule, 'kinds'> = {
  failed: "nested(object, 'status.ancestors').exists(c, !c.stale && c.type == 'Accepted' && c.status == 'False')",
  current: "nested(object, 'status.ancestors').exists(c, !c.stale)",
  message: "nested(object, 'status.ancestors').filter(c, !c.stale && c.status == 'False')[0].message",
};

export const envoyGateway: GroupRules = {
  groups: [
    'gateway.envoyproxy.io',
    'aigateway.envoyproxy.io',
    'gateway.kgateway.dev',
    'gateway.nginx.org',
    'kuadrant.io',
  ],
  rules: [
    { kinds: ['Backend', 'AIGatewayRoute', 'AIServiceBackend'], ...trueOrFailed('Accepted') },
    {
      kinds: ['EnvoyProxy', 'HTTPRouteFilter', 'GatewayParameters', 'NginxProxy', 'DirectResponse', 'GatewayExtension'],
      blank: 'Current',
      otherwise: 'convention',
    },
    {
      kinds: ['Kuadrant', 'AuthPolicy', 'RateLimitPolicy', 'DNSPolicy', 'TLSPolicy'],
      failed: "isNot(object, 'Accepted')",
      current: "anyIs(object, ['Enforced', 'Ready'])",
    },
    { kinds: ['*'], ...attached },
  ],
};
