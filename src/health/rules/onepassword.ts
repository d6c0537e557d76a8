import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const onePassword: GroupRules = {
  groups: ['onepassword.com'],
  rules: [{ kinds: ['OnePasswordItem'], ...trueOrFailed('Ready') }],
};
