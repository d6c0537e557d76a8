import type { GroupRules, KindRule } from './rule.ts';

/**
 * OpenKruise: workloads that can hold an update at a partition, a number or a percentage of pods that keep the old
 * revision. An update that has gone as far as its partition waits for a person.
 */
const partitioned = (path: string): string =>
  `text(object, '${path}') != '' && !text(object, '${path}').matches('^0%?$') && has(metadata.generation) && metadata.generation > 1`;

interface Counts {
  readonly paused: string;
  readonly partition: string;
  readonly held: string;
  readonly counted: string;
  readonly done: string;
  readonly failed: string;
}

const rollout = ({ paused, partition, held, counted, done, failed }: Counts): Omit<KindRule, 'kinds'> => {
  const holds = partitioned(partition);
  return {
    failed: `!(${paused}) && !(${holds}) && ${counted} && ${failed}`,
    suspended: `${paused} || !(${counted}) || ((${holds}) && ${held})`,
    inProgress: holds,
    current: done,
  };
};

const available = {
  counted: 'has(status.updatedAvailableReplicas)',
  done: "number(object, 'status.updatedAvailableReplicas') == number(object, 'status.replicas')",
  failed: "number(object, 'status.updatedAvailableReplicas') != number(object, 'status.replicas')",
};

export const kruise: GroupRules = {
  groups: ['apps.kruise.io', 'rollouts.kruise.io', 'policy.kruise.io'],
  rules: [
    {
      kinds: ['Rollout'],
      failed:
        "status.phase in ['Disabled', 'Disabling', 'Terminating'] || condition(object, 'Progressing').reason == 'Failed' || isNot(object, 'Succeeded')",
      suspended:
        "flag(object, 'spec.strategy.paused') || text(object, 'status.canaryStatus.currentStepState') == 'StepPaused'",
      current: "status.phase == 'Healthy'",
      message: 'has(status.canaryStatus.message) ? status.canaryStatus.message : status.message',
    },
    {
      kinds: ['CloneSet'],
      ...rollout({
        ...available,
        paused: "flag(object, 'spec.updateStrategy.paused')",
        partition: 'spec.updateStrategy.partition',
        held: "number(object, 'status.updatedReplicas') >= number(object, 'status.expectedUpdatedReplicas')",
      }),
    },
    {
      kinds: ['StatefulSet'],
      ...rollout({
        ...available,
        paused: "flag(object, 'spec.updateStrategy.rollingUpdate.paused')",
        partition: 'spec.updateStrategy.rollingUpdate.partition',
        held: "number(object, 'status.updatedReplicas') > number(object, 'status.replicas') - number(object, 'spec.updateStrategy.rollingUpdate.partition')",
      }),
    },
    {
      kinds: ['DaemonSet'],
      ...rollout({
        paused: "flag(object, 'spec.updateStrategy.rollingUpdate.paused')",
        partition: 'spec.updateStrategy.rollingUpdate.partition',
        held: "number(object, 'status.updatedNumberScheduled') > number(object, 'status.desiredNumberScheduled') - share(object, 'spec.updateStrategy.rollingUpdate.partition', 'status.desiredNumberScheduled')",
        counted: 'has(status.updatedNumberScheduled)',
        done:
          "number(object, 'status.updatedNumberScheduled') == number(object, 'status.desiredNumberScheduled') && " +
          "number(object, 'status.numberAvailable') == number(object, 'status.desiredNumberScheduled')",
        failed:
          "number(object, 'status.updatedNumberScheduled') == number(object, 'status.desiredNumberScheduled') && " +
          "number(object, 'status.numberUnavailable') == number(object, 'status.desiredNumberScheduled')",
      }),
    },
    {
      kinds: ['BroadcastJob', 'ImagePullJob', 'ImageListPullJob'],
      failed: "status.phase == 'failed' || is(object, 'Failed')",
      suspended: "text(object, 'status.phase') == 'paused' || flag(object, 'spec.paused')",
      current: "status.phase == 'completed' || is(object, 'Complete') || present(object, 'status.completionTime')",
    },
    {
      kinds: ['AdvancedCronJob'],
      suspended: "flag(object, 'spec.paused') && !present(object, 'status.lastScheduleTime')",
      inProgress: "size(list(object, 'status.active')) > 0",
      current: "present(object, 'status.lastScheduleTime')",
      otherwise: 'Failed',
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
