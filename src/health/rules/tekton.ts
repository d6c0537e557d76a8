import { trueOrFailed } from './patterns.ts';
import type { GroupRules } from './rule.ts';

export const tekton: GroupRules = {
  groups: ['tekton.dev', 'triggers.tekton.dev', 'operator.tekton.dev'],
  rules: [
    { kinds: ['PipelineRun', 'TaskRun', 'CustomRun', 'Run'], ...trueOrFailed('Succeeded') },
    { kinds: ['EventListener'], failed: "isNot(object, 'Available')", current: "is(object, 'Available')" },
    {
      kinds: [
        'TektonConfig',
        'TektonPipeline',
        'TektonTrigger',
        'TektonDashboard',
        'TektonChain',
        'TektonHub',
        'TektonAddon',
        'TektonInstallerSet',
      ],
      current: "is(object, 'Ready')",
      failed: "isNot(object, 'InstallSucceeded') || condition(object, 'Ready').reason == 'Error'",
    },
    { kinds: ['*'], always: 'Current' },
  ],
};
