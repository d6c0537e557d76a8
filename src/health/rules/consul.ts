import type { GroupRules } from './rule.ts';

export const consul: GroupRules = {
  groups: ['consul.hashicorp.com', 'mesh.consul.hashicorp.com'],
  rules: [
    { kinds: ['GatewayClassConfig', 'MeshService', 'GatewayPolicy'], blank: 'Current', otherwise: 'convention' },
    { kinds: ['*'], failed: "isNot(object, 'Synced')", current: "is(object, 'Synced')" },
  ],
};
