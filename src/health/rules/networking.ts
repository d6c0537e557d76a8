import type { GroupRules } from './rule.ts';

/** Kinds of load balancers and meshes that are configuration only, but for what their controllers choose to say. */
export const networking: GroupRules = {
  groups: [
    'metallb.io',
    'traefik.io',
    'traefik.containo.us',
    'linkerd.io',
    'policy.linkerd.io',
    'kuma.io',
    'cilium.io',
    'crd.projectcalico.org',
    'projectcalico.org',
    'configuration.konghq.com',
    'getambassador.io',
    'externaldns.k8s.io',
    'split.smi-spec.io',
  ],
  rules: [{ kinds: ['*'], blank: 'Current', otherwise: 'convention' }],
};
