import type { GroupRules } from './rule.ts';

/** Operators built with the Ansible SDK: Running carries what it is at in its reason. */
export const kiali: GroupRules = {
  groups: ['kiali.io', 'galaxy.ansible.com', 'pulp.pulpproject.org'],
  rules: [
    {
      kinds: ['*'],
      failed: "is(object, 'Failure')",
      current: "is(object, 'Successful') || condition(object, 'Running').reason == 'Successful'",
      inProgress: "condition(object, 'Running').reason == 'Running' && !is(object, 'Successful')",
    },
  ],
};
