import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const iamManager: GroupRules = {
  groups: ['iammanager.keikoproj.io'],
  rules: [
    {
      kinds: ['*'],
      ...wordAt('status.state', {
        current: ['Ready'],
        failed: ['Error', 'RolesMaxLimitReached', 'PolicyNotAllowed', 'RoleNameNotAvailable'],
      }),
      message: 'status.errorDescription',
    },
  ],
};
