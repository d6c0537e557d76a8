import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const nginx: GroupRules = {
  groups: ['k8s.nginx.org', 'cis.f5.com', 'elbv2.k8s.aws', 'vpcresources.k8s.aws'],
  rules: [
    {
      kinds: ['VirtualServer', 'VirtualServerRoute', 'TransportServer', 'Policy'],
      ...wordAt('status.state', { current: ['Valid', 'Warning'], failed: ['Invalid'] }),
      message: 'status.message',
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
