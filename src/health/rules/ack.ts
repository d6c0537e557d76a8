import type { GroupRules } from './rule.ts';

/** AWS Controllers for Kubernetes. Recoverable errors are retried; only Terminal needs a person. */
export const ack: GroupRules = {
  groups: ['*.services.k8s.aws'],
  rules: [
    { kinds: ['AdoptedResource', 'FieldExport', 'IAMRoleSelector'], blank: 'Current', otherwise: 'convention' },
    {
      kinds: ['*'],
      failed: "is(object, 'ACK.Terminal')",
      inProgress: "isNot(object, 'Ready')",
      current: "is(object, 'Ready') || is(object, 'ACK.ResourceSynced')",
    },
  ],
};
