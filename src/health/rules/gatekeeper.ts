import type { GroupRules } from './rule.ts';

/** What was rejected is told by each pod of Gatekeeper for itself. */
const refused = "list(object, 'status.byPod').exists(p, size(list(p, 'errors')) > 0)";

export const gatekeeper: GroupRules = {
  groups: [
    'templates.gatekeeper.sh',
    'constraints.gatekeeper.sh',
    'mutations.gatekeeper.sh',
    'expansion.gatekeeper.sh',
    'externaldata.gatekeeper.sh',
  ],
  rules: [
    { kinds: ['ConstraintTemplate'], failed: refused, current: 'status.created == true' },
    { kinds: ['*'], blank: 'Current', failed: refused, current: 'true' },
  ],
};
