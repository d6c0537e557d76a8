import type { GroupRules } from './rule.ts';

/** Kinds whose operators never write a status, or write one that means nothing for a deploy. */
export const configuration: GroupRules = {
  groups: [
    'dapr.io',
    'secrets-store.csi.x-k8s.io',
    'k8s.cni.cncf.io',
    'whereabouts.cni.cncf.io',
    'wgpolicyk8s.io',
    'aquasecurity.github.io',
    'config.gatekeeper.sh',
    'status.gatekeeper.sh',
    'resources.teleport.dev',
  ],
  rules: [{ kinds: ['*'], blank: 'Current', otherwise: 'convention' }],
};
