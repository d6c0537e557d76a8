import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const ansible: GroupRules = {
  groups: ['tower.ansible.com', 'awx.ansible.com', 'eda.ansible.com', 'automationcontroller.ansible.com'],
  rules: [
    {
      kinds: ['AnsibleJob', 'JobTemplate', 'AnsibleWorkflow'],
      ...wordAt('status.ansibleJobResult.status', { current: ['successful'], failed: ['failed', 'error', 'canceled'] }),
      message: "status.ansibleJobResult.status + ' job: ' + status.ansibleJobResult.url",
    },
    {
      kinds: ['*'],
      // The Ansible operator SDK's conditions: Failure stays False, Running carries the outcome in its reason.
      failed: "is(object, 'Failure')",
      inProgress: "is(object, 'Running') && condition(object, 'Running').reason == 'Running'",
      current: "is(object, 'Successful') || condition(object, 'Running').reason == 'Successful'",
    },
  ],
};
