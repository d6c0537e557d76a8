import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const contour: GroupRules = {
  groups: ['projectcontour.io'],
  rules: [
    {
      kinds: ['HTTPProxy'],
      ...wordAt('status.currentStatus', { current: ['valid'], failed: ['invalid', 'orphaned'] }),
      message: 'status.description',
    },
    { kinds: ['ExtensionService'], failed: "isNot(object, 'Valid')", current: "is(object, 'Valid')" },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
