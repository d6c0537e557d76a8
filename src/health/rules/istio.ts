import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const istio: GroupRules = {
  groups: [
    'install.istio.io',
    'networking.istio.io',
    'security.istio.io',
    'telemetry.istio.io',
    'extensions.istio.io',
    'sailoperator.io',
  ],
  rules: [
    {
      kinds: ['IstioOperator'],
      ...wordAt('status.status', { current: ['HEALTHY', 'NONE'], failed: ['ERROR', 'ACTION_REQUIRED'] }),
    },
    {
      kinds: ['Istio', 'IstioRevision', 'IstioCNI', 'ZTunnel'],
      failed: "isNot(object, 'Reconciled')",
      current: "is(object, 'Ready') && is(object, 'Reconciled')",
    },
    {
      // Analysis and distribution are off by default: most of these never get a status.
      kinds: ['*'],
      blank: 'Current',
      failed:
        "isNot(object, 'Reconciled') || list(object, 'status.validationMessages').exists(m, text(m, 'level') == 'ERROR')",
      current: 'true',
    },
  ],
};
