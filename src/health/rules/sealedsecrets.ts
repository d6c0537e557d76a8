import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const sealedSecrets: GroupRules = {
  groups: ['bitnami.com'],
  rules: [{ kinds: ['SealedSecret'], ...trueOrFailed('Synced') }],
};
