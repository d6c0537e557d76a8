import type { GroupRules } from './rule.ts';

const wanted = "number(object, 'spec.replicas', 1)";

export const kruise: GroupRules = {
  groups: ['apps.kruise.io', 'rollouts.kruise.io', 'policy.kruise.io'],
  rules: [
    {
      kinds: ['Rollout'],
      failed: "condition(object, 'Progressing').reason == 'Failed' || isNot(object, 'Succeeded')",
      suspended:
        "flag(object, 'spec.strategy.paused') || text(object, 'status.canaryStatus.currentStepState') == 'StepPaused'",
      current: "status.phase in ['Healthy', 'Disabled'] || is(object, 'Succeeded')",
      message: 'has(status.canaryStatus.message) ? status.canaryStatus.message : status.message',
    },
    {
      kinds: ['CloneSet', 'StatefulSet'],
      failed: "is(object, 'FailedScale') || is(object, 'FailedUpdate')",
      suspended:
        "flag(object, 'spec.updateStrategy.paused') || flag(object, 'spec.updateStrategy.rollingUpdate.paused')",
      inProgress:
        `number(object, 'status.updatedReadyReplicas', number(object, 'status.readyReplicas')) < ${wanted} && ` +
        `(number(object, 'status.readyReplicas') < ${wanted} || number(object, 'status.updatedReplicas') < ${wanted})`,
      current: `number(object, 'status.readyReplicas') >= ${wanted}`,
    },
    {
      kinds: ['DaemonSet'],
      suspended:
        "flag(object, 'spec.updateStrategy.rollingUpdate.paused') || number(object, 'spec.updateStrategy.rollingUpdate.partition') > 0.0",
      inProgress:
        "number(object, 'status.updatedNumberScheduled') < number(object, 'status.desiredNumberScheduled') || " +
        "number(object, 'status.numberAvailable') < number(object, 'status.desiredNumberScheduled')",
      current: 'has(status.desiredNumberScheduled)',
    },
    {
      kinds: ['BroadcastJob', 'ImagePullJob', 'ImageListPullJob'],
      failed: "status.phase == 'failed' || is(object, 'Failed')",
      suspended: "text(object, 'status.phase') == 'paused' || flag(object, 'spec.paused')",
      current: "status.phase == 'completed' || is(object, 'Complete') || present(object, 'status.completionTime')",
    },
    {
      kinds: ['AdvancedCronJob'],
      suspended: "flag(object, 'spec.paused')",
      inProgress: "size(list(object, 'status.active')) > 0",
      current: "present(object, 'status.lastScheduleTime')",
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
