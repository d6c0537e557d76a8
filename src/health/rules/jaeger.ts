import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const jaeger: GroupRules = {
  groups: ['jaegertracing.io'],
  rules: [{ kinds: ['Jaeger'], ...wordAt('status.phase', { current: ['Running'], failed: ['Failed'] }) }],
};
